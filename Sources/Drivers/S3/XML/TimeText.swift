import Basics

/// Moments as S3 and STS write them in their documents: `2026-03-01T09:30:00Z`, with or without a fraction.
enum TimeText {
    static func instant(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T"),
            bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":")
        else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(asciiDigits: bytes[range]) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            1970...9999 ~= year, 1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second <= 60
        else { return nil }
        guard let fraction = milliseconds(bytes[19..<bytes.count - 1]) else { return nil }
        let time = (hour * 60 + minute) * 60 + second
        return Instant(milliseconds: (days(year, month, day) * 86_400 + time) * 1000 + fraction)
    }

    /// `.125`, or nothing.
    private static func milliseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        guard let mark = text.first else { return 0 }
        let digits = text.dropFirst()
        guard mark == UInt8(ascii: "."), (1...9).contains(digits.count) else { return nil }
        return Int64(asciiDigits: (digits + [0x30, 0x30]).prefix(3))
    }

    /// Days since 1970 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms",
    /// `days_from_civil`).
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let ofEra = year % 400 * 365 + year % 400 / 4 - year % 400 / 100 + ofYear
        return year / 400 * 146_097 + ofEra - 719_468
    }
}
