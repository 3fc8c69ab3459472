import Basics

/// Moments as PostgreSQL has them: microseconds since the start of 2000, in UTC.
enum Moment {
    /// Milliseconds from 1970 to 2000.
    private static let epoch: Int64 = 946_684_800_000
    /// The first moment that PostgreSQL knows is the start of 24 November 4714 BC in the Gregorian calendar, the first
    /// that it does not know any more that of the year 294277 (`MIN_TIMESTAMP`, `END_TIMESTAMP`).
    private static let known: Range<Int64> = -211_813_488_000_000_000..<9_223_371_331_200_000_000

    /// The ends of time are PostgreSQL's infinities; nil is a moment that it cannot store.
    static func wire(_ instant: Instant) -> Int64? {
        let milliseconds = instant.milliseconds
        if milliseconds == .max || milliseconds == .min { return milliseconds }
        let (since, isEarly) = milliseconds.subtractingReportingOverflow(epoch)
        let (micro, isLarge) = since.multipliedReportingOverflow(by: 1000)
        return isEarly || isLarge || !known.contains(micro) ? nil : micro
    }

    /// To the millisecond, rounded down.
    static func instant(_ wire: Int64) -> Instant {
        if wire == .max || wire == .min { return Instant(milliseconds: wire) }
        let (quotient, remainder) = wire.quotientAndRemainder(dividingBy: 1000)
        return Instant(milliseconds: quotient - (remainder < 0 ? 1 : 0) + epoch)
    }
}
