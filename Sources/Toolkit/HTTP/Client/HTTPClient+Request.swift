import Sockets

extension HTTPClient {
    /// A request as it is to arrive; what connects, frames and repeats it is the client's.
    package struct Request: Sendable {
        package var method: Method
        package var url: HTTPURL
        /// Without what frames the message and Host, Expect: the client writes those.
        package var headers: HeaderFields
        package var body: RequestBody
        /// What holds for this request alone.
        package var options = RequestOptions()

        package init(
            _ method: Method, _ url: HTTPURL, headers: HeaderFields = HeaderFields(), body: RequestBody = .none
        ) {
            self.method = method
            self.url = url
            self.headers = headers
            self.body = body
        }
    }

    /// What may differ from one request to the next.
    package struct RequestOptions: Sendable {
        /// Until the answer has wholly arrived; `nil` for the client's own.
        package var deadline: Duration?
        /// Whether a gzip answer is asked for, and inflated.
        package var inflates = true
        /// How often a redirect is followed; `nil` for the client's own.
        package var redirects: Int?
        /// How often the request is sent again; `nil` for the client's own.
        package var retries: Int?
        /// Declares that doing it twice is doing it once, whatever the method.
        package var isRepeatable = false

        package init() {}
    }
}

/// What a request carries.
package struct RequestBody: Sendable {
    /// Writes the body's pieces; it may be called once only, unless the body can be sent again.
    package typealias Produce = nonisolated(nonsending) @Sendable (RequestBodyWriter) async throws -> Void

    enum Content: Sendable {
        case none
        case bytes([UInt8])
        case file(File, Range<Int>)
        case stream(length: Int?, Produce)
    }

    let content: Content

    package static let none = RequestBody(content: .none)

    package static func bytes(_ bytes: [UInt8]) -> RequestBody { RequestBody(content: .bytes(bytes)) }

    package static func text(_ text: String) -> RequestBody { .bytes(Array(text.utf8)) }

    /// A part of a file, which the kernel sends. The file must not shrink meanwhile.
    package static func file(_ file: File, _ range: Range<Int>) -> RequestBody {
        RequestBody(content: .file(file, range))
    }

    /// Pieces as they come; chunked where the length is not known.
    package static func stream<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, length: Int? = nil
    ) -> RequestBody where Pieces.Element: Collection<UInt8> {
        .written(length: length) { writer in
            for try await piece in pieces { try await writer.write(Array(piece)) }
        }
    }

    /// What `produce` writes.
    package static func written(length: Int? = nil, _ produce: @escaping Produce) -> RequestBody {
        RequestBody(content: .stream(length: length, produce))
    }

    /// A body from a sequence can be had only once.
    var canBeSentAgain: Bool { if case .stream = content { false } else { true } }

    /// `nil` where it is not known.
    var length: Int? {
        switch content {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .file(_, let range): range.count
        case .stream(let length, _): length
        }
    }

    var isNone: Bool { if case .none = content { true } else { false } }
}

/// Takes the pieces of a request's body; each write waits until the kernel has taken the bytes.
package struct RequestBodyWriter: Sendable {
    let connection: ClientConnection
    let number: UInt64

    package func write(_ bytes: [UInt8]) async throws {
        try await connection.writePiece(bytes, of: number)
    }
}
