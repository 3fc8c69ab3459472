import Memory

extension Scanner {
    /// Reads a string, from its opening quote to behind its closing one.
    @inline(__always) func string(_ text: inout TextCursor) throws(ScanFault) {
        text.skip()
        let offset = text.offset
        text.skipPlain()
        var end = text.offset
        if text.byte != UInt8(ascii: "\"") { end = try text.rest() }
        text.append(word: Slot(.string, at: offset, count: end &- offset).bits)
        text.skip()
    }
}

extension TextCursor {
    /// Goes on in a string from its first byte that is not plain up to the closing quote. Escapes are replaced by what
    /// they stand for, and what follows them moves to the front; answers where the string ends then.
    @inline(never) mutating func rest() throws(ScanFault) -> Int {
        var end = offset
        while true {
            let from = offset
            switch byte {
            case UInt8(ascii: "\""): return end
            case UInt8(ascii: "\\"):
                try escape(to: &end)
                continue
            case 0x80...: try sequences()
            case 0x20...: break
            default: throw .controlCharacter
            }
            skipPlain()
            let count = offset &- from
            if end != from { move(from: from, to: end, count: count) }
            end &+= count
        }
    }

    /// Moves to the end over text that must be UTF-8.
    mutating func checkEncoding() throws(ScanFault) {
        while !isAtEnd {
            if byte < 0x80 { skip() } else { try sequences() }
        }
    }

    /// Moves over characters beyond ASCII, each well formed by table 3-7 of the Unicode Standard.
    @inline(__always) private mutating func sequences() throws(ScanFault) {
        repeat {
            let word = word
            let second = UInt8(truncatingIfNeeded: word &>> 8)
            switch byte {
            case 0xE0...0xEF:
                let isWrong = byte == 0xE0 && second < 0xA0 || byte == 0xED && second > 0x9F
                guard word & 0xC0_C000 == 0x80_8000, !isWrong else { throw .encoding }
                skip(3)
            case 0xC2...0xDF:
                guard word & 0xC000 == 0x8000 else { throw .encoding }
                skip(2)
            case 0xF0...0xF4:
                let isWrong = byte == 0xF0 && second < 0x90 || byte == 0xF4 && second > 0x8F
                guard word & 0xC0C0_C000 == 0x8080_8000, !isWrong else { throw .encoding }
                skip(4)
            default: throw .encoding
            }
        } while byte >= 0x80
    }

    /// Replaces the escape at the place by what it stands for.
    @inline(__always) private mutating func escape(to end: inout Int) throws(ScanFault) {
        let named: UInt8
        switch byte(ahead: 1) {
        case UInt8(ascii: "\""): named = UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): named = UInt8(ascii: "\\")
        case UInt8(ascii: "/"): named = UInt8(ascii: "/")
        case UInt8(ascii: "n"): named = 0x0A
        case UInt8(ascii: "t"): named = 0x09
        case UInt8(ascii: "r"): named = 0x0D
        case UInt8(ascii: "b"): named = 0x08
        case UInt8(ascii: "f"): named = 0x0C
        case UInt8(ascii: "u"): return try unicode(to: &end)
        default:
            skip()
            throw .escape
        }
        skip(2)
        write(named, to: &end)
    }

    /// Replaces `\uXXXX`, or two of them that are a surrogate pair, by UTF-8.
    private mutating func unicode(to end: inout Int) throws(ScanFault) {
        let offset = offset
        var code = try unit()
        if code & 0xFC00 == 0xDC00 { throw surrogate(offset) }
        if code & 0xFC00 == 0xD800 {
            guard byte == UInt8(ascii: "\\"), byte(ahead: 1) == UInt8(ascii: "u") else {
                throw isAtEnd ? .unexpected : surrogate(offset)
            }
            let low = try unit()
            guard low & 0xFC00 == 0xDC00 else { throw surrogate(offset) }
            code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
        }
        func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: code >> shift) & 0x3F }
        switch code {
        case ..<0x80: write(UInt8(truncatingIfNeeded: code), to: &end)
        case ..<0x800:
            write(0xC0 | UInt8(truncatingIfNeeded: code >> 6), to: &end)
            write(tail(0), to: &end)
        case ..<0x10000:
            write(0xE0 | UInt8(truncatingIfNeeded: code >> 12), to: &end)
            write(tail(6), to: &end)
            write(tail(0), to: &end)
        default:
            write(0xF0 | UInt8(truncatingIfNeeded: code >> 18), to: &end)
            write(tail(12), to: &end)
            write(tail(6), to: &end)
            write(tail(0), to: &end)
        }
    }

    private mutating func surrogate(_ offset: Int) -> ScanFault {
        back(to: offset)
        return .surrogate
    }

    /// Moves over `\uXXXX`; answers the UTF-16 unit.
    private mutating func unit() throws(ScanFault) -> UInt32 {
        skip(2)
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default: throw .escape
            }
            unit = unit << 4 | UInt32(digit)
            skip()
        }
        return unit
    }

    @inline(__always) private mutating func write(_ byte: UInt8, to end: inout Int) {
        put(byte, at: end)
        end &+= 1
    }
}
