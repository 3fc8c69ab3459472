import Machine

/// The time of a line, `2026-01-31T12:34:56.789Z` (RFC 3339), whose text up to the point is kept for the next line.
struct LogTime {
    private var second = Int.min
    private var text: [UInt8] = []

    mutating func append(_ now: (seconds: Int, milliseconds: Int), to line: inout LineBuffer) {
        if now.seconds != second {
            second = now.seconds
            text = Self.text(Int64(now.seconds))
        }
        line.append(text.span)
        line.append(now.milliseconds, width: 3)
        line.append(UInt8(ascii: "Z"))
    }

    private static func text(_ now: Int64) -> [UInt8] {
        let (year, month, day) = date(daysSince1970: now / 86_400)
        let time = Int(now % 86_400)
        var text = LineBuffer()
        text.append(year, width: 4)
        let parts: [(StaticString, Int)] = [
            ("-", month), ("-", day), ("T", time / 3600), (":", time / 60 % 60), (":", time % 60),
        ]
        for (mark, part) in parts {
            text.append(mark)
            text.append(part, width: 2)
        }
        text.append(UInt8(ascii: "."))
        return text.bytes
    }

    /// Years start in March here, so that the leap day is the last; an era is 400 years of 146,097 days.
    static func date(daysSince1970: Int64) -> (year: Int, month: Int, day: Int) {
        let days = Int(daysSince1970) + 719_468
        let era = days / 146_097
        let ofEra = days % 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let shifted = (5 * ofYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shifted + 2) / 5 + 1)
    }
}
