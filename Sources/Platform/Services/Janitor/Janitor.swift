import Basics
import Database
import Lifecycle

/// Clears away what nobody needs any more. One server does it at a time; when that one is gone, another takes over.
package struct Janitor: Daemon {
    /// What happened, for the log and the metrics.
    package enum Event: Sendable {
        case began
        case cleared(String, count: Int, Duration)
        case failed(String, any Error)
        /// Its lock is gone: another may be at it.
        case lost
    }

    package static let lockName = "janitor"

    private let chores: [Chore]
    private let database: any SQLDatabase
    private let report: @Sendable (Event) -> Void
    /// How long to wait before trying to take over from another.
    private let patience: Duration

    package init(
        _ chores: [Chore], on database: any SQLDatabase, patience: Duration = .seconds(15),
        report: @escaping @Sendable (Event) -> Void
    ) {
        self.chores = chores
        self.database = database
        self.patience = patience
        self.report = report
    }

    package func run(until stop: Stop) async throws {
        while !stop.isRequested && !Task.isCancelled {
            if let lock = try? await database.tryLock(Self.lockName) {
                report(.began)
                await work(under: lock, until: stop)
                await lock.release()
            }
            await stop.requested(within: patience)
        }
    }

    private func work(under lock: any SQLLock, until stop: Stop) async {
        let clock = ContinuousClock()
        var book = ChoreBook(chores.map(\.every), at: clock.now)
        while !stop.isRequested && !Task.isCancelled {
            for index in book.due(at: clock.now) where !stop.isRequested {
                guard await lock.isHeld() else { return report(.lost) }
                let failed = await !perform(chores[index], until: stop)
                book.done(index, failed: failed, at: clock.now)
            }
            await stop.requested(within: min(book.pause(at: clock.now), patience))
            guard await lock.isHeld() else { return report(.lost) }
        }
    }

    /// Whether it was done. A stop cancels it: what is left waits for the next one.
    private func perform(_ chore: Chore, until stop: Stop) async -> Bool {
        let clock = ContinuousClock(), start = clock.now
        do {
            let count = try await withThrowingTaskGroup(of: Int?.self) { group in
                group.addTask { try await chore.work() }
                group.addTask {
                    await stop.requested()
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let count else { return false }
            if count > 0 { report(.cleared(chore.name, count: count, clock.now - start)) }
            return true
        } catch {
            report(.failed(chore.name, error))
            return false
        }
    }
}
