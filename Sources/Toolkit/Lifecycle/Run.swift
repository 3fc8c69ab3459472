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
    let failure = await withTaskGroup(of: Ending.self) { group in
        for (index, daemon) in daemons.enumerated() {
            group.addTask {
                defer {
                    working.ended(index)
                    stop.request()
                }
                do {
                    try await daemon.run(until: stop)
                    return .daemon(nil)
                } catch {
                    return .daemon(error)
                }
            }
        }
        group.addTask {
            await stop.requested()
            do { try await clock.sleep(for: grace) } catch { return .quiet }
            return .graceIsOver
        }
        return await firstFailure(of: daemons.count, in: &group) {
            StoppedTooLate(daemons: working.names, grace: grace)
        }
    }
    if let failure { throw failure }
}

/// The daemons that have not returned yet.
private final class Working: Sendable {
    private let daemons: Mutex<[(any Daemon)?]>

    init(_ daemons: [any Daemon]) { self.daemons = Mutex(daemons) }

    var names: [String] { daemons.withLock { $0.compactMap { $0?.name } } }

    func ended(_ index: Int) { daemons.withLock { $0[index] = nil } }
}

/// What ended in the group that runs the daemons.
private enum Ending: Sendable {
    case daemon((any Error)?)
    case graceIsOver
    case quiet
}

/// Waits for every daemon, cancelling those that are still at work when the grace is over.
private func firstFailure(
    of count: Int, in group: inout TaskGroup<Ending>, late: () -> StoppedTooLate
) async -> (any Error)? {
    var failure: (any Error)?
    var (left, cut) = (count, false)
    while left > 0, let ending = await group.next() {
        switch ending {
        case .quiet: break
        case .graceIsOver:
            failure = failure ?? late()
            cut = true
            group.cancelAll()
        case .daemon(let error):
            left -= 1
            // What a daemon says when it was cancelled is no news.
            if let error, !(cut && error is CancellationError) { failure = failure ?? error }
        }
    }
    group.cancelAll()
    return failure
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
