import CLinux
import Synchronization

extension EventLoop {
    /// Runs a closure on the loop once so much time has passed, to the millisecond, never early. On the loop.
    package func after(_ delay: Duration, _ body: @escaping () -> Void) -> TimerID {
        preconditionCurrent()
        return insert(at: Self.deadline(in: delay), body)
    }

    fileprivate func insert(at deadline: Int64, _ body: @escaping () -> Void) -> TimerID {
        timers.insert(body, at: deadline)
    }

    /// Takes a timer back; without effect when it has fired. On the loop.
    package func cancel(_ timer: TimerID) {
        preconditionCurrent()
        timers.remove(timer)
    }

    /// Suspends a task for so long, to the millisecond, never less; ends at once, by throwing, when it is cancelled.
    package func sleep(for delay: Duration) async throws(CancellationError) {
        let sleeper = Sleeper(self), deadline = Self.deadline(in: delay)
        let wake = await withTaskCancellationHandler {
            await Waiter.park { sleeper.park($0, until: deadline) }
        } onCancel: {
            sleeper.wake(.interrupted)
        }
        if wake != .ready { throw CancellationError() }
    }

    func fireTimers() {
        guard let next = timers.next else { return }
        let now = lx_uptime_ns()
        if next > now { return }
        // What a timer sets is for a later turn, even when it is due at once.
        for _ in 0..<timers.count {
            guard let body = timers.popDue(by: now) else { return }
            body()
        }
    }

    /// Nanoseconds since the machine started; what lies beyond three hundred years is never.
    private static func deadline(in delay: Duration) -> Int64 {
        let (seconds, attoseconds) = delay.components
        let whole = min(max(0, seconds), 4_000_000_000) * 1_000_000_000
        let part = seconds < 0 ? 0 : max(0, attoseconds / 1_000_000_000)
        return lx_uptime_ns() + whole + part
    }
}

/// One task asleep. Cancelling comes from any thread, even before the task has parked.
private final class Sleeper: Sendable {
    private enum State {
        case awake
        case parked(Waiter, TimerID?)
        case over(Wake)
    }

    private let loop: EventLoop
    private let state = Mutex(State.awake)

    init(_ loop: EventLoop) { self.loop = loop }

    func park(_ waiter: Waiter, until deadline: Int64) {
        let over = state.withLock { state -> Wake? in
            if case .over(let wake) = state { return wake }
            state = .parked(waiter, nil)
            return nil
        }
        if let over { return waiter.resume(over) }
        if loop.isCurrent { schedule(deadline) } else { loop.call { self.schedule(deadline) } }
    }

    private func schedule(_ deadline: Int64) {
        state.withLock { state in
            guard case .parked(let waiter, _) = state else { return }
            state = .parked(waiter, loop.insert(at: deadline) { self.wake(.ready) })
        }
    }

    func wake(_ wake: Wake) {
        let before = state.withLock { state in
            let before = state
            if case .over = before { return before }
            state = .over(wake)
            return before
        }
        guard case .parked(let waiter, let timer) = before else { return }
        if let timer, wake != .ready {
            if loop.isCurrent { loop.cancel(timer) } else { loop.call { self.loop.cancel(timer) } }
        }
        waiter.resume(wake)
    }
}
