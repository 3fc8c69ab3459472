import Memory

/// What the bytes of a message may be (RFC 9110 §5.6.2, RFC 9112 §2.2).
extension UInt8 {
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }

    @inline(__always) var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// A byte of a token, by two masks of 64 bits.
    @inline(__always) var isToken: Bool {
        let low: UInt64 = 0x03FF_6CFA_0000_0000
        let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
        return self < 64 ? low >> UInt64(self) & 1 == 1 : self < 128 && high >> UInt64(self & 63) & 1 == 1
    }

    /// A byte that may stand in a field's value.
    @inline(__always) var isFieldByte: Bool { self >= 0x20 && self != 0x7F || self == 0x09 }

    /// ASCII letters in lower case, all else as it is.
    @inline(__always) var folded: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// The value of a hexadecimal digit.
    @inline(__always) var hexadecimal: UInt8? {
        switch self {
        case 0x30...0x39: self &- 0x30
        case 0x41...0x46: self &- 0x37
        case 0x61...0x66: self &- 0x57
        default: nil
        }
    }
}

extension Span<UInt8> {
    var isToken: Bool {
        for i in 0..<count where !self[i].isToken { return false }
        return count > 0
    }

    var isFieldValue: Bool {
        for i in 0..<count where !self[i].isFieldByte { return false }
        return true
    }

    @inline(__always) func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for i in 0..<count where self[i] != text[i] { return false }
        return true
    }

    /// Equal but for the case of ASCII letters; `text` is in lower case.
    @inline(__always) func equalsFolded(_ text: StaticString) -> Bool {
        isEqual(folding: text)
    }

    /// Equal but for the case of ASCII letters.
    func equalsFolded(_ other: Span<UInt8>) -> Bool { isEqual(folding: other) }

    func equals(_ other: Span<UInt8>) -> Bool { isEqual(to: other) }

    func equals(_ other: [UInt8]) -> Bool { equals(other.span) }

    /// The range within `range` that has no blanks at either end.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var from = range.lowerBound
        var to = range.upperBound
        while from < to, self[from].isBlank { from += 1 }
        while to > from, self[to - 1].isBlank { to -= 1 }
        return from..<to
    }
}
