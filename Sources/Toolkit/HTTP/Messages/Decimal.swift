import Memory

/// Numbers as text, without a String between.
enum Decimal {
    /// Room for the digits of any number, and for a line end or two behind them.
    typealias Digits = InlineArray<24, UInt8>

    /// Writes the digits of a number so that they end at a place; tells where they begin.
    static func write(_ value: UInt, endingAt end: Int, of digits: inout Digits) -> Int {
        var start = end
        var rest = value
        repeat {
            start -= 1
            digits[start] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
        } while rest > 0
        return start
    }
}

extension [UInt8] {
    package mutating func append(decimal value: Int) {
        var digits = Decimal.Digits(repeating: 0)
        let start = Decimal.write(value.magnitude, endingAt: 20, of: &digits)
        if value < 0 { append(0x2D) }
        append(span: digits.span.extracting(start..<20))
    }

    /// Appends the low digits of a number in hexadecimal.
    package mutating func append(hexadecimal value: UInt64, digits: Int) {
        var shift = UInt64(digits) * 4
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
            append(digit < 10 ? digit + 0x30 : digit + 0x57)
        }
    }

    /// Appends a number in hexadecimal without leading zeros.
    package mutating func append(hexadecimal value: Int) {
        let bits = UInt64(UInt.bitWidth - value.leadingZeroBitCount)
        append(hexadecimal: UInt64(bitPattern: Int64(value)), digits: Swift.max(1, Int(bits + 3) / 4))
    }
}
