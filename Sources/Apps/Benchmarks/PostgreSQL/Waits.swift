/// How long each piece of work took.
struct Waits: Sendable {
    /// When a measurement began, how long it lasts, and what this process had used by then.
    struct Start: Sendable {
        let instant = ContinuousClock.now
        let end: ContinuousClock.Instant
        let used: Double

        init(lasting time: Duration) throws {
            used = try ProcessTime.now().own
            end = instant + time
        }
    }

    private var all: [Duration] = []

    mutating func append(_ other: Waits) { all += other.all }

    /// Does the work once.
    mutating func measure(_ work: () async throws -> Void) async throws {
        let before = ContinuousClock.now
        try await work()
        all.append(ContinuousClock.now - before)
    }

    /// Does the work again and again until the measurement ends.
    static func repeating(
        until start: Start, _ work: (_ turn: Int) async throws -> Void
    ) async throws -> Waits {
        var waits = Waits(), before = ContinuousClock.now, turn = 0
        while before < start.end {
            try await work(turn)
            let now = ContinuousClock.now
            waits.all.append(now - before)
            (before, turn) = (now, turn + 1)
        }
        return waits
    }

    /// How many a second, the 50th and the 99th of a hundred waits, and what one takes of a processor, in µs. With
    /// `each`, every wait stands for so many.
    func line(since start: Start, each: Int = 1) throws -> String {
        let past = ContinuousClock.now - start.instant
        let sorted = all.map { $0 / .microseconds(1) }.sorted()
        guard !sorted.isEmpty else { return "0 0 0 0" }
        let count = Double(sorted.count * each)
        let cost = (try ProcessTime.now().own - start.used) / count
        let figures = [sorted[sorted.count / 2], sorted[sorted.count * 99 / 100]].map { Int($0.rounded()) }
        return "\(Int(count / (past / .seconds(1)))) \(figures[0]) \(figures[1]) \((cost * 100).rounded() / 100)"
    }
}
