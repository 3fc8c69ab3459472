import Basics
import Synchronization

/// Runs daemons side by side until all have returned.
///
/// When one ends or fails, or when `stop` is requested, all are asked to stop; those that have not finished after
/// `grace` are cancelled. The first failure is the failure of the whole; with none, being cut short is.
package func run(
    _ daemons: [any Daemon], until stop: Stop, grace: Duration = .seconds(30),
    clock: any Clock<Duration> = ContinuousClock()
) async throws {
    let working = Working(daemons)
    await withTaskGroup(of: Ending.self) { group in
        for (index, daemon) in daemons.enumerated() {
            group.addTask {
                do {
                    try await daemon.run(until: stop)
                    working.ended(index)
                } catch { working.ended(index, error) }
                // Only now: what the others fail with, because they are to stop, comes after.
                stop.request()
                return .daemon
            }
        }
        group.addTask {
            await stop.requested()
            do { try await clock.sleep(for: grace) } catch { return .quiet }
            return .graceIsOver
        }
        await waitForAll(daemons.count, in: &group) { working.cut(after: grace) }
    }
    if let failure = working.failure { throw failure }
}

/// The daemons that have not returned yet, and what went wrong first.
private final class Working: Sendable {
    private struct State {
        var daemons: [(any Daemon)?]
        var failure: (any Error)?
        var isCut = false
    }

    private let state: Mutex<State>

    init(_ daemons: [any Daemon]) { state = Mutex(State(daemons: daemons)) }

    var failure: (any Error)? { state.withLock { $0.failure } }

    func ended(_ index: Int, _ error: (any Error)? = nil) {
        state.withLock { state in
            state.daemons[index] = nil
            // What a daemon says when it was cancelled is no news.
            guard let error, state.failure == nil, !(state.isCut && error is CancellationError) else { return }
            state.failure = error
        }
    }

    /// The time to finish is over: who is still at work is cancelled.
    func cut(after grace: Duration) {
        state.withLock { state in
            state.isCut = true
            let late = state.daemons.compactMap { $0?.name }
            if state.failure == nil, !late.isEmpty { state.failure = StoppedTooLate(daemons: late, grace: grace) }
        }
    }
}

/// What ended in the group that runs the daemons.
private enum Ending: Sendable { case daemon, graceIsOver, quiet }

/// Waits for every daemon, cancelling those that are still at work when the grace is over.
private func waitForAll(_ count: Int, in group: inout TaskGroup<Ending>, cut: () -> Void) async {
    var left = count
    while left > 0, let ending = await group.next() {
        switch ending {
        case .quiet: break
        case .daemon: left -= 1
        case .graceIsOver:
            cut()
            group.cancelAll()
        }
    }
    group.cancelAll()
}

/// Daemons were still at work when the time to finish was over, and were cancelled.
package struct StoppedTooLate: Error, Equatable, CustomStringConvertible {
    package let daemons: [String]
    package let grace: Duration

    package init(daemons: [String], grace: Duration) {
        self.daemons = daemons
        self.grace = grace
    }

    package var description: String {
        "\(daemons.joined(separator: ", ")) did not finish within \(grace.spelled) of being asked to stop"
    }
}
