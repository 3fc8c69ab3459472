/// A number as the grammar of RFC 8259 §6 spells it, exactly: digits and a power of ten.
struct Decimal {
    var isNegative = false
    /// The digits without leading zeros and without the zeros that end them, if they fit; else `isLong` is set.
    var digits: UInt128 = 0
    var isLong = false
    /// The power of ten of the last digit.
    var exponent = 0

    /// Refuses what is not a number of JSON.
    init?(_ text: borrowing Span<UInt8>) {
        var i = 0
        func byte(_ i: Int, _ text: borrowing Span<UInt8>) -> UInt8 { i < text.count ? text[i] : 0 }
        if byte(0, text) == UInt8(ascii: "-") {
            isNegative = true
            i = 1
        }
        let first = byte(i, text)
        guard first &- 0x30 < 10 else { return nil }
        var zeros = 0
        while byte(i, text) &- 0x30 < 10 {
            add(byte(i, text) &- 0x30, &zeros)
            i += 1
            if first == UInt8(ascii: "0") { break }
        }
        if byte(i, text) == UInt8(ascii: ".") {
            i += 1
            guard byte(i, text) &- 0x30 < 10 else { return nil }
            while byte(i, text) &- 0x30 < 10 {
                add(byte(i, text) &- 0x30, &zeros)
                exponent -= 1
                i += 1
            }
        }
        if byte(i, text) | 0x20 == UInt8(ascii: "e") {
            i += 1
            let sign = byte(i, text)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { i += 1 }
            guard byte(i, text) &- 0x30 < 10 else { return nil }
            var power = 0
            while byte(i, text) &- 0x30 < 10 {
                if power < 1 << 40 { power = power * 10 + Int(byte(i, text) &- 0x30) }
                i += 1
            }
            exponent += sign == UInt8(ascii: "-") ? -power : power
        }
        guard i == text.count else { return nil }
        exponent += zeros
    }

    /// Zeros are held back until a digit follows them.
    private mutating func add(_ digit: UInt8, _ zeros: inout Int) {
        if digit == 0 {
            if digits != 0 { zeros += 1 }
            return
        }
        var wide = (partialValue: digits, overflow: isLong)
        while zeros >= 0, !wide.overflow {
            wide = wide.partialValue.multipliedReportingOverflow(by: 10)
            zeros -= 1
        }
        if !wide.overflow { wide = wide.partialValue.addingReportingOverflow(UInt128(digit)) }
        if wide.overflow { isLong = true } else { digits = wide.partialValue }
        zeros = 0
    }

    var isWhole: Bool { digits == 0 && !isLong || exponent >= 0 }

    /// The value as an integer, if it is one and fits.
    func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
        if digits == 0 { return 0 }
        guard !isLong, exponent >= 0, exponent < 39 else { return nil }
        var value = digits
        for _ in 0..<exponent {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        guard isNegative else { return Value(exactly: value) }
        if value == 1 << 127 { return Value(exactly: Int128.min) }
        return Int128(exactly: value).flatMap { Value(exactly: -$0) }
    }

    /// The nearest double, where 128 bits hold all that decides it: up to 19 digits, and powers of ten up to 27.
    var double: Double? {
        guard !isLong, digits <= UInt128(UInt64.max), exponent.magnitude <= 27 else { return nil }
        if digits == 0 { return isNegative ? -0.0 : 0 }
        let sign: FloatingPointSign = isNegative ? .minus : .plus
        var power: UInt128 = 1
        for _ in 0..<exponent.magnitude { power *= 5 }
        if exponent >= 0 { return Double(sign: sign, exponent: exponent, significand: Double(digits * power)) }
        // The quotient has at least 64 bits, so that its lowest one can stand for all that follow.
        let shift = digits.leadingZeroBitCount - 1
        let (quotient, remainder) = (digits << UInt128(shift)).quotientAndRemainder(dividingBy: power)
        let significand = Double(quotient | (remainder == 0 ? 0 : 1))
        return Double(sign: sign, exponent: exponent - shift, significand: significand)
    }
}
