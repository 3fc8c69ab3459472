import Machine

/// A moment of wall time, to the millisecond.
package struct Instant: Sendable, Hashable {
    /// Milliseconds since the start of 1970, in UTC.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The present, by the machine's clock, which may be set back: measure durations with `ContinuousClock`.
    package static var now: Instant { Instant(milliseconds: WallClock.milliseconds) }
}

extension Instant: Comparable {
    package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

    /// The later moment; beyond the ends of time it stays at the end.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return Instant(milliseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    package static func - (instant: Instant, duration: Duration) -> Instant { instant + (.zero - duration) }

    /// The time from `b` to `a`.
    package static func - (a: Instant, b: Instant) -> Duration {
        let (difference, overflow) = a.milliseconds.subtractingReportingOverflow(b.milliseconds)
        return .milliseconds(overflow ? (a > b ? .max : .min) : difference)
    }
}

/// On the wire it is the number of milliseconds.
extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, such as `2026-03-01T09:30:00.125Z`.
    package var description: String {
        let (day, within) = milliseconds.dividedFloor(by: 86_400_000)
        let date = Self.civil(day: day)
        let (hour, minute) = (within / 3_600_000, within / 60_000 % 60)
        let (second, millisecond) = (within / 1000 % 60, within % 1000)
        return "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))T"
            + "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2)).\(millisecond.padded(3))Z"
    }

    /// The date in the Gregorian calendar, `day` days after 1 January 1970 (Hinnant, "chrono-compatible low-level date
    /// algorithms", `civil_from_days`: years counted from March, in eras of 400 years).
    private static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, ofEra) = (day + 719_468).dividedFloor(by: 146_097)
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * march + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func dividedFloor(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    fileprivate func padded(_ width: Int) -> String {
        let digits = String(magnitude)
        let zeros = String(repeating: "0", count: Swift.max(0, width - digits.count))
        return (self < 0 ? "-" : "") + zeros + digits
    }
}
