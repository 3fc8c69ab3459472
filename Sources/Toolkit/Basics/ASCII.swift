/// Text of the wire is parsed as bytes: `Int("+5")` is 5, and CRLF is one `Character`.
extension UInt8 {
    @inlinable package var isASCIIDigit: Bool { self &- 0x30 < 10 }
    @inlinable package var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// The value of a hexadecimal digit of either case.
    @inlinable package var hexadecimalValue: UInt8? {
        if isASCIIDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}

extension FixedWidthInteger {
    /// The number that these bytes spell in decimal: one digit or more, no sign, no space; nothing when it overflows.
    @inlinable package init?(asciiDigits bytes: some Sequence<UInt8>) {
        var value: Self = 0
        var any = false
        for byte in bytes {
            guard byte.isASCIIDigit else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = scaled.addingReportingOverflow(Self(byte &- 0x30))
            guard !overflow, !carried else { return nil }
            value = sum
            any = true
        }
        guard any else { return nil }
        self = value
    }

    /// The number that this text spells in decimal, with a minus sign if it is negative and nothing else.
    package init?(decimal text: String) {
        guard text.utf8.first == UInt8(ascii: "-") else {
            self.init(asciiDigits: text.utf8)
            return
        }
        let digits = text.utf8.dropFirst()
        guard Self.isSigned, !digits.isEmpty, digits.allSatisfy({ $0.isASCIIDigit }), let value = Self(text)
        else { return nil }
        self = value
    }
}
