/// How a body is encoded (RFC 9110 §8.4).
package enum ContentCoding: Sendable, Equatable {
    case identity, gzip, other

    init(of head: Head, _ bytes: [UInt8], _ base: Int, _ fields: [Field]) {
        self = .identity
        guard head.facts.contains(.contentEncoding) else { return }
        let span = bytes.span
        for field in fields {
            let name = field.name.range, value = field.value.range
            guard span.extracting(base + name.lowerBound..<base + name.upperBound).equalsFolded("content-encoding")
            else { continue }
            let coding = span.extracting(base + value.lowerBound..<base + value.upperBound)
            if coding.equalsFolded("identity") { continue }
            let isGzip = coding.equalsFolded("gzip") || coding.equalsFolded("x-gzip")
            self = isGzip && self == .identity ? .gzip : .other  // stacked codings are one too many
        }
    }
}

/// The body of a request, read only as it is asked for: what a handler does not take stays in the kernel, and the peer
/// waits. It can be read once.
///
/// A body that came encoded is refused (415), unless the handler asks for `inflated`.
package struct Body: AsyncSequence, Sendable {
    package typealias Element = ArraySlice<UInt8>

    enum Source: Sendable {
        case bytes(ArraySlice<UInt8>)
        case connection(Connection)
    }

    let source: Source
    /// The declared length; `nil` for a chunked body, whose length only its end tells.
    package let length: Int?
    package let coding: ContentCoding
    private var limit = Int.max
    private var inflates = false

    init(_ bytes: ArraySlice<UInt8>, coding: ContentCoding = .identity) {
        source = .bytes(bytes)
        length = bytes.count
        self.coding = coding
    }

    init(_ connection: Connection, _ framing: Framing, coding: ContentCoding) {
        source = .connection(connection)
        length = if case .length(let count) = framing { count } else { nil }
        self.coding = coding
    }

    /// The same body, refused (413) once it is longer than `limit`, when it says so beforehand even unread.
    package func limited(to limit: Int) -> Body {
        var body = self
        body.limit = limit
        return body
    }

    /// The same body, which may also come compressed: it is inflated as it is read, the limit counts what comes out,
    /// and what grows more than a hundredfold is refused.
    package var inflated: Body {
        var body = self
        body.inflates = true
        return body
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: source, length: length, coding: coding, limit: limit, inflates: inflates)
    }

    /// The whole body, if it came with the head and not encoded: nobody need wait for it.
    package var atHand: ArraySlice<UInt8>? {
        guard coding == .identity, case .bytes(let bytes) = source else { return nil }
        return bytes
    }

    /// The whole body. One that came in one piece is not copied.
    package func collect(upTo limit: Int) async throws -> ArraySlice<UInt8> {
        var iterator = limited(to: limit).makeAsyncIterator()
        guard var all = try await iterator.next() else { return [] }
        while let more = try await iterator.next() { all += more }
        return all
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        let source: Source
        let length: Int?
        let coding: ContentCoding
        let limit: Int
        let inflates: Bool
        private var received = 0
        private var isDone = false
        private var inflating: InflatingBody?

        init(source: Source, length: Int?, coding: ContentCoding, limit: Int, inflates: Bool) {
            self.source = source
            self.length = length
            self.coding = coding
            self.limit = limit
            self.inflates = inflates
        }

        package mutating func next() async throws -> ArraySlice<UInt8>? {
            if received == 0 { try admit() }
            guard let piece = try await inflating == nil ? read() : inflate() else { return nil }
            received += piece.count
            guard received <= limit else { throw Self.tooLarge }
            return piece
        }

        private mutating func inflate() async throws -> ArraySlice<UInt8>? {
            guard let inflating else { return nil }
            while true {
                if let piece = try inflating.next() { return piece }
                guard let more = try await read() else {
                    try inflating.finish()
                    return nil
                }
                inflating.give(more)
            }
        }

        private mutating func read() async throws -> ArraySlice<UInt8>? {
            switch source {
            case .connection(let connection): return try await connection.nextPiece()
            case .bytes(let bytes):
                defer { isDone = true }
                return isDone || bytes.isEmpty ? nil : bytes
            }
        }

        private mutating func admit() throws(Refusal) {
            guard coding == .identity || coding == .gzip && inflates else {
                throw Refusal(.unsupportedMediaType, "The body must come without a Content-Encoding here.")
            }
            if let length, length > limit { throw Self.tooLarge }
            if coding == .gzip, inflating == nil { inflating = InflatingBody() }
        }

        static let tooLarge = Refusal(.contentTooLarge, "The body is larger than this target takes.")
    }
}

/// Why a body could not be read to its end, or an answer not be written: the connection is of no more use.
package enum ConnectionLost: Error {
    case ended
    case timedOut
    case tooSlow
    /// A body was longer or shorter than it said.
    case wrongLength
}
