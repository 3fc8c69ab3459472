/// Finds a body in the bytes that follow a head: by its length or by its chunks (RFC 9112 §6, §7.1), strictly.
package struct BodyDecoder: Sendable {
    private enum State {
        case data(Int), size(Int, digits: Int), extensions(Int, spent: Int), sizeEnd(Int), dataEnd, dataEnd2
        case trailer(Trailer), trailerEnd(isLast: Bool), ended
    }

    /// Where in a trailer line the decoder is.
    private enum Trailer { case start, name, value }

    /// The bounds of what is not data.
    package struct Limits: Sendable, Equatable {
        /// Chunk extensions of one chunk.
        package var extensions = 256
        package var trailers = 8 * 1024
        /// Framing beyond a quarter of the data: tiny chunks cost more than they carry (CVE-2025-23310).
        package var overhead = 16 * 1024
        package init() {}
    }

    private var state: State
    private let isChunked: Bool
    private let limits: Limits
    private var overhead = 0
    private var trailers = 0
    /// How many bytes of body have been found.
    package private(set) var received = 0

    package init(_ framing: Framing, limits: Limits = Limits()) {
        self.limits = limits
        switch framing {
        case .none: (state, isChunked) = (.ended, false)
        case .length(let count): (state, isChunked) = (count > 0 ? .data(count) : .ended, false)
        case .chunked: (state, isChunked) = (.size(0, digits: 0), true)
        }
    }

    package var hasEnded: Bool { if case .ended = state { true } else { false } }

    /// How many of the next bytes are surely body, so that they may be read straight into place.
    package var bulk: Int? { if case .data(let left) = state { left } else { nil } }

    /// Notes that so many bytes of `bulk` were read.
    package mutating func took(_ count: Int) {
        guard case .data(let left) = state else { return }
        received &+= Swift.min(count, left)
        state = left > count ? .data(left - count) : isChunked ? .dataEnd : .ended
    }

    /// Takes bytes up to the end of the first piece of data, or all.
    package mutating func decode(_ bytes: Span<UInt8>) throws(Refusal) -> (taken: Int, piece: Range<Int>?) {
        var i = 0
        while i < bytes.count {
            if case .data(let left) = state {
                let count = Swift.min(left, bytes.count - i)
                took(count)
                return (i + count, i..<i + count)
            }
            if hasEnded { break }
            try step(bytes[i])
            i += 1
        }
        return (i, nil)
    }

    private mutating func step(_ byte: UInt8) throws(Refusal) {
        overhead += 1
        guard overhead <= limits.overhead + received / 4 else { throw .malformed("The chunks are too small.") }
        switch state {
        case .size(let size, let digits): state = try afterSize(size, digits, byte)
        case .extensions(let size, let spent): state = try afterExtension(size, spent, byte)
        case .sizeEnd(let size):
            state = try lineFeed(byte, then: size == 0 ? .trailer(.start) : .data(size))
            if size == 0 { overhead = 0 }  // trailers have a limit of their own
        case .dataEnd:
            guard byte == 0x0D else { throw Self.badChunk }
            state = .dataEnd2
        case .dataEnd2: state = try lineFeed(byte, then: .size(0, digits: 0))
        case .trailer(let place): state = try afterTrailer(place, byte)
        case .trailerEnd(let isLast): state = try lineFeed(byte, then: isLast ? .ended : .trailer(.start))
        case .data, .ended: break
        }
    }

    private func lineFeed(_ byte: UInt8, then next: State) throws(Refusal) -> State {
        guard byte == 0x0A else { throw Self.badChunk }
        return next
    }

    /// Digits by hand: no sign, no prefix, no blank, no overflow.
    private func afterSize(_ size: Int, _ digits: Int, _ byte: UInt8) throws(Refusal) -> State {
        if let digit = byte.hexadecimal {
            guard digits < 16, size <= Int.max >> 4 else { throw Self.badChunk }
            return .size(size << 4 | Int(digit), digits: digits + 1)
        }
        guard digits > 0 else { throw Self.badChunk }
        if byte == 0x0D { return .sizeEnd(size) }
        guard byte == 0x3B else { throw Self.badChunk }
        return .extensions(size, spent: 1)
    }

    private func afterExtension(_ size: Int, _ spent: Int, _ byte: UInt8) throws(Refusal) -> State {
        if byte == 0x0D { return .sizeEnd(size) }
        guard byte.isFieldByte else { throw Self.badChunk }
        guard spent < limits.extensions else { throw .malformed("A chunk has too many extensions.") }
        return .extensions(size, spent: spent + 1)
    }

    /// Trailers are checked as fields are, and dropped.
    private mutating func afterTrailer(_ place: Trailer, _ byte: UInt8) throws(Refusal) -> State {
        trailers += 1
        overhead = 0
        guard trailers <= limits.trailers else {
            throw Refusal(.requestHeaderFieldsTooLarge, "The trailer section is too large.")
        }
        switch place {
        case .start where byte == 0x0D: return .trailerEnd(isLast: true)
        case .start where byte.isToken, .name where byte.isToken: return .trailer(.name)
        case .name where byte == 0x3A: return .trailer(.value)
        case .value where byte == 0x0D: return .trailerEnd(isLast: false)
        case .value where byte.isFieldByte: return .trailer(.value)
        default: throw .malformed("A trailer field must be a name, a colon and a value.")
        }
    }

    private static let badChunk = Refusal.malformed("A chunk must be its size in hexadecimal, and as many bytes.")
}
