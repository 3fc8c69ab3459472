import Memory

/// The one place where the head of an answer becomes bytes.
extension Answer {
    /// How the end of the content is told (RFC 9112 §6).
    enum Framing: Equatable {
        case none, length(Int), chunked, close
        /// The content broke off: whatever followed would be taken for a part of it.
        case broken

        var isBroken: Bool { self == .broken }
    }

    func framing(minorVersion: UInt8) -> Framing {
        switch content {
        case .none(let length): length.map(Framing.length) ?? .none
        case .bytes(_, let range), .file(_, let range): .length(range.count)
        case .stream(let length, _): isGzip ? open(minorVersion) : length.map(Framing.length) ?? open(minorVersion)
        case .events: open(minorVersion)
        }
    }

    private func open(_ minorVersion: UInt8) -> Framing { minorVersion == 1 ? .chunked : .close }

    /// Writes the head. `stamp` is the Date and Server lines; the fields are sound, or the answer would be another.
    static func encodeHead(
        _ status: Status, _ fields: HeaderFields, _ framing: Framing, keepsAlive: Bool, minorVersion: UInt8,
        stamp: [UInt8], state: Answer? = nil, into output: inout [UInt8]
    ) {
        precondition(fields.isSound)
        encode(status, into: &output)
        output.append(span: stamp.span)
        output.append(addingCapacity: fields.byteCount) { fields.write(to: &$0) }
        state?.encodeState(into: &output)
        if !keepsAlive {
            output.append("connection: close\r\n")
        } else if minorVersion == 0 {
            output.append("connection: keep-alive\r\n")
        }
        switch framing {
        case .none, .close, .broken: output.append("\r\n")
        case .chunked: output.append("transfer-encoding: chunked\r\n\r\n")
        case .length(let length):
            output.append("content-length: ")
            output.append(decimal: length)
            output.append("\r\n\r\n")
        }
    }

    /// Writes the whole of an ordinary answer: one of HTTP/1.1 on a connection that goes on.
    static func encode(
        _ status: Status, _ fields: HeaderFields, _ content: Span<UInt8>, stamp: Desk.Stamp, into output: inout [UInt8]
    ) {
        precondition(fields.isSound)
        let line = statusLine(status)
        if line == nil { encode(status, into: &output) }
        var end = Decimal.Digits(repeating: 0)
        let start = Decimal.write(content.count.magnitude, endingAt: 20, of: &end)
        (end[20], end[21], end[22], end[23]) = (0x0D, 0x0A, 0x0D, 0x0A)
        let size = 32 + fields.byteCount + stamp.measured.count + 24 + content.count
        output.append(addingCapacity: size) { room in
            if let line { room.append(line) }
            fields.write(to: &room)
            room.append(span: stamp.measured.span)
            room.append(span: end.span.extracting(start..<24))
            room.append(span: content)
        }
    }

    /// The first line of the usual answers.
    private static func statusLine(_ status: Status) -> StaticString? {
        switch status.code {
        case 200: "HTTP/1.1 200 OK\r\n"
        case 201: "HTTP/1.1 201 Created\r\n"
        case 204: "HTTP/1.1 204 No Content\r\n"
        case 304: "HTTP/1.1 304 Not Modified\r\n"
        case 404: "HTTP/1.1 404 Not Found\r\n"
        default: nil
        }
    }

    private static func encode(_ status: Status, into output: inout [UInt8]) {
        if let line = statusLine(status) { return output.append(line) }
        output.append("HTTP/1.1 ")
        output.append(decimal: Int(status.code))
        output.append(0x20)
        output.append(status.reason)
        output.append("\r\n")
    }

    private func encodeState(into output: inout [UInt8]) {
        if let validator { encode(validator, into: &output) }
        if acceptsRanges, part == nil { output.append("accept-ranges: bytes\r\n") }
        if let part {
            output.append("content-range: bytes ")
            if let range = part.range {
                output.append(decimal: range.lowerBound)
                output.append(0x2D)
                output.append(decimal: range.upperBound - 1)
            } else {
                output.append(0x2A)
            }
            output.append(0x2F)
            output.append(decimal: part.size)
            output.append("\r\n")
        }
        if isGzip { output.append("content-encoding: gzip\r\n") }
        if variesByEncoding { output.append("vary: accept-encoding\r\n") }
    }

    /// A tag that could not stand between quotes is not sent.
    private func encode(_ validator: Validator, into output: inout [UInt8]) {
        if let tag = validator.tag, tag.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x22 && $0 != 0x7F }) {
            output.append(validator.isWeak ? "etag: W/\"" : "etag: \"")
            output.append(contentsOf: tag.utf8)
            output.append("\"\r\n")
        }
        if let modified = validator.modified {
            output.append("last-modified: ")
            output.append(contentsOf: HTTPDate.text(modified))
            output.append("\r\n")
        }
    }
}
