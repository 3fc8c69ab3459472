import Sockets

package struct Status: Sendable, Equatable {
    package let code: UInt16
    package init(_ code: UInt16) { self.code = code }
    package static let ok = Status(200), created = Status(201), noContent = Status(204)
    package static let badRequest = Status(400), unauthorized = Status(401), notFound = Status(404)
    package static let payloadTooLarge = Status(413), serverError = Status(500)

    var line: StaticString? {
        switch code {
        case 200: "HTTP/1.1 200 OK\r\n"
        case 201: "HTTP/1.1 201 Created\r\n"
        case 204: "HTTP/1.1 204 No Content\r\n"
        case 400: "HTTP/1.1 400 Bad Request\r\n"
        case 401: "HTTP/1.1 401 Unauthorized\r\n"
        case 404: "HTTP/1.1 404 Not Found\r\n"
        case 408: "HTTP/1.1 408 Request Timeout\r\n"
        case 413: "HTTP/1.1 413 Content Too Large\r\n"
        case 417: "HTTP/1.1 417 Expectation Failed\r\n"
        case 431: "HTTP/1.1 431 Request Header Fields Too Large\r\n"
        case 500: "HTTP/1.1 500 Internal Server Error\r\n"
        case 501: "HTTP/1.1 501 Not Implemented\r\n"
        case 505: "HTTP/1.1 505 HTTP Version Not Supported\r\n"
        default: nil
        }
    }
}

package struct Response: Sendable {
    package enum Content: Sendable {
        case bytes([UInt8])
        case file(File, size: Int)
        case stream(length: Int?, @Sendable (BodyWriter) async throws -> Void)
    }
    package var status: Status
    /// Complete lines, each ended by CRLF; `add` writes one.
    package private(set) var lines: [UInt8] = []
    package var content: Content

    package init(_ status: Status = .ok, _ content: Content = .bytes([])) {
        self.status = status
        self.content = content
    }
    /// `value` must hold no control bytes: that is checked, for a CR would split the answer.
    package mutating func add(_ name: StaticString, _ value: StaticString) {
        if lines.isEmpty { lines.reserveCapacity(128) }
        lines.append(name)
        lines.append(": ")
        lines.append(value)
        lines.append("\r\n")
    }
    package mutating func add(_ name: StaticString, _ value: [UInt8]) {
        precondition(value.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
        if lines.isEmpty { lines.reserveCapacity(128) }
        lines.append(name)
        lines.append(": ")
        lines.append(contentsOf: value)
        lines.append("\r\n")
    }
}

/// Writes a streamed body; each write waits until the kernel has taken the bytes.
package struct BodyWriter: Sendable {
    let connection: Connection
    let chunked: Bool
    package func write(_ bytes: [UInt8]) async throws {
        try await connection.writeBody(bytes, chunked: chunked)
    }
}

extension [UInt8] {
    package mutating func append(decimal value: Int) {
        var digits = InlineArray<20, UInt8>(repeating: 0), n = 20, rest = value.magnitude
        repeat { n -= 1; digits[n] = UInt8(rest % 10) + 0x30; rest /= 10 } while rest > 0
        if value < 0 { append(0x2D) }
        append(span: digits.span.extracting(n..<20))
    }
    mutating func append(hex value: Int) {
        append(contentsOf: String(value, radix: 16).utf8)
    }
}
