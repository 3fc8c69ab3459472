/// Finds the body in the bytes that follow a head: by length or by chunks, strictly.
struct BodyDecoder: Sendable {
    private enum State {
        case data(Int), size(Int, digits: Int), extensions(Int), sizeEnd(Int), dataEnd, dataEnd2, trailer(line: Int),
            trailerEnd(line: Int), ended
    }
    private var state: State
    private let chunked: Bool
    private var overhead = 0

    init(_ framing: Framing) {
        switch framing {
        case .none: (state, chunked) = (.ended, false)
        case .length(let count): (state, chunked) = (.data(count), false)
        case .chunked: (state, chunked) = (.size(0, digits: 0), true)
        }
    }
    var ended: Bool { if case .ended = state { true } else { false } }
    /// How many bytes are surely body, so that they may be read past the input buffer.
    var bulk: Int? { if case .data(let left) = state { left } else { nil } }

    mutating func took(_ count: Int) {
        guard case .data(let left) = state else { return }
        state = left > count ? .data(left - count) : chunked ? .dataEnd : .ended
    }

    /// Takes bytes up to the end of the first piece of data.
    mutating func decode(_ bytes: Span<UInt8>) throws(BodyError) -> (taken: Int, piece: Range<Int>?) {
        var i = 0
        while i < bytes.count {
            if case .data(let left) = state {
                let count = Swift.min(left, bytes.count - i)
                took(count)
                return (i + count, i..<i + count)
            }
            if ended { break }
            try step(bytes[i])
            i += 1
        }
        return (i, nil)
    }

    private mutating func step(_ c: UInt8) throws(BodyError) {
        switch state {
        case .size(let size, let digits):
            if let digit = hex(c), digits < 15 {
                state = .size(size << 4 | digit, digits: digits + 1)
            } else if digits == 0 {
                throw .malformed
            } else if c == 0x0D {
                state = .sizeEnd(size)
            } else if c == 0x3B {
                state = .extensions(size)
            } else {
                throw .malformed
            }
        case .extensions(let size):
            try spend()
            if c == 0x0D { state = .sizeEnd(size) } else if c < 0x20 && c != 0x09 { throw .malformed }
        case .sizeEnd(let size):
            guard c == 0x0A else { throw .malformed }
            state = size == 0 ? .trailer(line: 0) : .data(size)
        case .dataEnd:
            guard c == 0x0D else { throw .malformed }
            state = .dataEnd2
        case .dataEnd2:
            guard c == 0x0A else { throw .malformed }
            state = .size(0, digits: 0)
        case .trailer(let line):
            try spend()
            if c == 0x0D {
                state = .trailerEnd(line: line)
            } else if c == 0x0A {
                throw .malformed
            } else {
                state = .trailer(line: line + 1)
            }
        case .trailerEnd(let line):
            guard c == 0x0A else { throw .malformed }
            state = line == 0 ? .ended : .trailer(line: 0)
        case .data, .ended: break
        }
    }
    /// Extensions and trailers are thrown away, but not without limit.
    private mutating func spend() throws(BodyError) {
        overhead += 1
        if overhead > 8192 { throw .tooLarge }
    }
}

private func hex(_ c: UInt8) -> Int? {
    switch c {
    case 0x30...0x39: Int(c) - 0x30
    case 0x41...0x46: Int(c) - 0x41 + 10
    case 0x61...0x66: Int(c) - 0x61 + 10
    default: nil
    }
}
