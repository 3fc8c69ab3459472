/// How long to wait before each further attempt: doubling from `first` up to `limit`, half of it left to chance, so
/// that many who failed together do not come back together.
package struct Backoff: Sendable, Equatable {
    package let first: Duration
    package let limit: Duration
    private var base: Duration

    package init(first: Duration = .milliseconds(100), limit: Duration = .seconds(30)) {
        self.first = min(first, limit)
        self.limit = limit
        base = self.first
    }

    /// The wait before the next attempt: between half of the present base and the whole of it.
    package mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        defer { base = min(limit, base + base) }
        let whole = max(1, base.wholeMilliseconds)
        return .milliseconds(Int64.random(in: whole - whole / 2...whole, using: &generator))
    }

    package mutating func next() -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(using: &generator)
    }

    /// Starts again from the beginning, after a success.
    package mutating func reset() { base = first }
}
