import Machine

/// What the library asks while a statement runs: whether it is to go on, and whether to wait for a lock.
///
/// It belongs to one connection and is asked on the thread that runs the statement, as a part of the caller's task: so
/// the task's cancellation is the statement's, exactly, and none hits a statement of somebody else.
final class Watch {
    /// Why a statement was ended.
    enum Reason { case cancelled, late, notQuick }

    /// How a statement may run.
    struct Terms {
        /// Nanoseconds since the machine started.
        var deadline = Int64.max
        /// How long to wait for another process; nil never to wait.
        var patience: Duration?
        /// What takes too long on an event loop is to be done elsewhere, not to fail.
        var isQuick = false
        var heedsCancellation = true

        /// A step that must be done to its end: a commit, a rollback.
        static let unbroken = Terms(patience: .seconds(10), heedsCancellation: false)
    }

    var terms = Terms()
    private(set) var reason: Reason?
    /// The statement that runs.
    var running: Prepared?
    /// The connection's state was changed in a way that the next caller must not meet.
    var isMarked = false
    /// How many pages the log held after the last commit.
    var logPages = 0
    /// Where writers of several processes take turns; none for who only reads.
    private let turnstile: Turnstile?
    /// When the statement that runs began to wait for another process.
    private var waitStart: Int64?
    /// Told of each wait for another process.
    private let onWait: (Int64) -> Void

    init(turnstile: Turnstile? = nil, onWait: @escaping (Int64) -> Void = { _ in }) {
        self.turnstile = turnstile
        self.onWait = onWait
    }

    func begin(_ statement: Prepared?, _ terms: Terms) {
        running = statement
        self.terms = terms
        reason = nil
        waitStart = nil
    }

    /// Nothing runs any more.
    func finish() {
        running = nil
        turnstile?.leave()
    }

    /// Whether the statement that runs is to end now.
    ///
    /// The library asks once more when a statement has ended, and would then call a commit interrupted that was done.
    func mustEnd() -> Bool {
        guard running?.isRunning != false else { return false }
        if terms.heedsCancellation, Task.isCancelled {
            reason = .cancelled
        } else if Ticks.nanoseconds > terms.deadline {
            reason = terms.isQuick ? .notQuick : .late
        }
        return reason != nil
    }

    /// Waits a little for another process to give its lock back; answers whether to look again.
    ///
    /// Short waits first, then 2 ms each: one that is longer would meet another's next transaction more often than the
    /// gap between two. Who is the next to write waits alone, and looks more often.
    func waitForLock(attempt: Int) -> Bool {
        let isNext = running != nil && turnstile?.enter() == true
        return pause(microseconds: isNext && attempt < 50 ? 200 : isNext ? 1000 : attempt < 5 ? 100 << attempt : 2000)
    }

    /// Waits while another is the next to write; false when that takes too long, or is to end.
    ///
    /// Who does not write when it could, because its process was stopped, is waited for a second only.
    func waitForTurn() -> Bool {
        let start = Ticks.nanoseconds
        while turnstile?.isTaken == true, Ticks.nanoseconds - start < 1_000_000_000 {
            guard pause(microseconds: 500) else { return false }
        }
        return true
    }

    private func pause(microseconds: Int) -> Bool {
        guard let patience = terms.patience, !mustEnd() else { return false }
        let now = Ticks.nanoseconds, start = waitStart ?? now
        waitStart = start
        guard now - start < patience.nanoseconds else { return false }
        Pause.thread(microseconds: microseconds)
        onWait(Ticks.nanoseconds - now)
        return !mustEnd()
    }
}

extension Duration {
    /// Whole nanoseconds; what is beyond the range is its end.
    var nanoseconds: Int64 {
        let (scaled, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = scaled.addingReportingOverflow(components.attoseconds / 1_000_000_000)
        return overflow || carried ? (components.seconds < 0 ? .min : .max) : sum
    }
}
