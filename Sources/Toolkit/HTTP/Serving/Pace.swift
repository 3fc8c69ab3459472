/// Whether a peer sends, or takes, as fast as it must: a rule on the time spent waiting for it, without a clock.
///
/// Time-outs on single reads are no guard: a drip of one byte a second renews them for ever.
struct Pace: Sendable, Equatable {
    private let rate: Int
    private let window: Int
    private let grace: Int
    private var total = 0
    private var waited = 0
    private var moved = 0

    init(_ limits: HTTPLimits) {
        rate = limits.minimumRate
        window = max(1, limits.rateWindow.milliseconds)
        grace = limits.rateGrace.milliseconds
    }

    /// How many milliseconds the next wait may last before the window must be judged.
    var patience: Int { max(1, window - waited) }

    mutating func moved(_ bytes: Int) { moved &+= bytes }

    /// Notes a wait; `false` once a window is over in which too little moved.
    mutating func waited(_ milliseconds: Int) -> Bool {
        waited += milliseconds
        total += milliseconds
        guard waited >= window else { return true }
        let isTooSlow = total >= grace && moved < rate * waited / 1000
        waited = 0
        moved = 0
        return !isTooSlow
    }
}

extension Duration {
    /// Whole milliseconds, none for what is negative.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(max(0, min(seconds, 1 << 40))) * 1000 + Int(max(0, attoseconds) / 1_000_000_000_000_000)
    }
}
