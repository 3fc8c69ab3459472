/// When each chore is due: a value without a clock.
struct ChoreBook: Sendable {
    private var due: [ContinuousClock.Instant]
    private let intervals: [Duration]

    /// All are due at once, for whoever had them before may have left them undone.
    init(_ intervals: [Duration], at now: ContinuousClock.Instant) {
        self.intervals = intervals
        due = intervals.map { _ in now }
    }

    /// The chores that are due, by their number.
    func due(at now: ContinuousClock.Instant) -> [Int] { due.indices.filter { due[$0] <= now } }

    /// One was done, or has failed: it is due again after its interval, a failed one after no more than a minute.
    mutating func done(_ index: Int, failed: Bool, at now: ContinuousClock.Instant) {
        due[index] = now + (failed ? min(intervals[index], .seconds(60)) : intervals[index])
    }

    /// How long nothing is due.
    func pause(at now: ContinuousClock.Instant) -> Duration { due.map { max(.zero, $0 - now) }.min() ?? .seconds(60) }
}
