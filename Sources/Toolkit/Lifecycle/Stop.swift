import Synchronization

/// The request to stop, made once by anyone and seen by everyone.
package final class Stop: Sendable {
    private enum State {
        case running(waiting: [Int: CheckedContinuation<Void, Never>], next: Int)
        case requested
    }

    private let state = Mutex(State.running(waiting: [:], next: 0))

    package init() {}

    package var isRequested: Bool {
        state.withLock { if case .requested = $0 { true } else { false } }
    }

    /// Asks; asking again changes nothing.
    package func request() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard case .running(let waiting, _) = state else { return [] }
            state = .requested
            return Array(waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when a stop is requested or the task is cancelled.
    package func requested() async {
        guard let ticket = takeTicket() else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !wait(continuation, with: ticket) { continuation.resume() }
            }
        } onCancel: {
            leave(ticket)?.resume()
        }
    }

    /// Waits for as long as `duration`, or until a stop is requested or the task is cancelled: a pause that does not
    /// hold up the end.
    package func requested(within duration: Duration, clock: any Clock<Duration> = ContinuousClock()) async {
        await withTaskGroup { group in
            group.addTask { await self.requested() }
            group.addTask { try? await clock.sleep(for: duration) }
            await group.next()
            group.cancelAll()
        }
    }

    private func takeTicket() -> Int? {
        state.withLock { state in
            guard case .running(let waiting, let next) = state else { return nil }
            state = .running(waiting: waiting, next: next + 1)
            return next
        }
    }

    /// Keeps the continuation, unless there is nothing left to wait for.
    ///
    /// Cancellation is looked at under the lock: a handler that ran before found no continuation to resume.
    private func wait(_ continuation: CheckedContinuation<Void, Never>, with ticket: Int) -> Bool {
        state.withLock { state in
            guard !Task.isCancelled, case .running(var waiting, let next) = state else { return false }
            waiting[ticket] = continuation
            state = .running(waiting: waiting, next: next)
            return true
        }
    }

    private func leave(_ ticket: Int) -> CheckedContinuation<Void, Never>? {
        state.withLock { state in
            guard case .running(var waiting, let next) = state else { return nil }
            let continuation = waiting.removeValue(forKey: ticket)
            state = .running(waiting: waiting, next: next)
            return continuation
        }
    }
}
