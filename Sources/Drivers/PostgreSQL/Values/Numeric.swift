/// A decimal number of any length, as the server sends it (`numeric_send`): digits of base 10,000.
///
/// A `numeric` without decimal places that fits is read as an integer (what `sum` answers), every other one as the real
/// number next to it (what `avg` answers), as SQLite does: who needs all digits casts to text.
struct Numeric {
    private let digits: [Int64]
    /// The power of 10,000 of the first digit.
    private let weight: Int
    private let sign: UInt16
    /// How many decimal places are shown.
    private let scale: Int

    private static let negative: UInt16 = 0x4000
    private static let nan: UInt16 = 0xC000
    private static let infinity: UInt16 = 0xD000
    private static let negativeInfinity: UInt16 = 0xF000

    init?(_ value: Span<UInt8>) {
        func half(_ index: Int) -> UInt16 { UInt16(value[2 * index]) << 8 | UInt16(value[2 * index + 1]) }
        guard value.count >= 8, value.count == 8 + 2 * Int(half(0)) else { return nil }
        weight = Int(Int16(bitPattern: half(1)))
        sign = half(2)
        scale = Int(half(3))
        digits = (0..<Int(half(0))).map { Int64(half(4 + $0)) }
    }

    /// The number, when it has no decimal places and fits.
    var whole: Int64? {
        guard scale == 0, sign == 0 || sign == Self.negative else { return nil }
        var value: Int64 = 0
        for place in 0..<max(0, weight + 1) {
            let (shifted, isLarge) = value.multipliedReportingOverflow(by: 10_000)
            let digit = place < digits.count ? digits[place] : 0
            let (sum, isLarger) =
                sign == 0 ? shifted.addingReportingOverflow(digit) : shifted.subtractingReportingOverflow(digit)
            if isLarge || isLarger { return nil }
            value = sum
        }
        return value
    }

    var real: Double {
        switch sign {
        case Self.nan: return .nan
        case Self.infinity: return .infinity
        case Self.negativeInfinity: return -.infinity
        default: break
        }
        if digits.isEmpty { return 0 }
        let text = digits.map { digit in
            let shown = String(digit)
            return String(repeating: "0", count: max(0, 4 - shown.utf8.count)) + shown
        }.joined()
        // The standard library's reading of a text is the correctly rounded one.
        let magnitude = Double("\(text)e\(4 * (weight - digits.count + 1))") ?? .infinity
        return sign == Self.negative ? -magnitude : magnitude
    }
}
