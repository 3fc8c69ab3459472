import Basics
import Database
import Machine
import Sockets

/// Commits small writes of many callers together: whoever waits when the connection is free shares one transaction.
actor Committer {
    /// The rows of one caller.
    ///
    /// `@unchecked`: it is touched on the committer's loop alone.
    final class Entry: @unchecked Sendable {
        let rows: [BulkInsert]
        let count: Int
        let deadline: Int
        var waiting: Waiting<DatabaseError?>?

        init(_ rows: [BulkInsert], deadline: Int) {
            self.rows = rows
            self.deadline = deadline
            count = rows.reduce(0) { $0 + $1.rows.count }
        }
    }

    /// Rows that wait; who comes beyond them is refused.
    private static let mostWaiting = 200_000
    /// Rows of one transaction.
    private static let mostTogether = 20_000

    private let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private let desk: Desk
    private let settings: PostgreSQLSettings
    private var session: Session?
    private var queue = FirstInFirstOut<Entry>()
    private var rowsWaiting = 0
    private var isAtWork = false
    private var willBegin = false

    init(_ desk: Desk, settings: PostgreSQLSettings) {
        self.desk = desk
        loop = desk.loop
        self.settings = settings
    }

    /// Begins to look at the time. To be called once.
    nonisolated func start() {
        loop.call { [weak self] in self?.assumeIsolated { $0.observe() } }
    }

    private func observe() {
        desk.watch.observe { [weak self] now in self?.assumeIsolated { $0.look(at: now) } ?? false }
    }

    func commit(_ rows: [BulkInsert]) async throws(DatabaseError) {
        if Task.isCancelled { throw .cancelled }
        let entry = Entry(rows, deadline: Ticks.milliseconds + settings.wait.wire)
        guard rowsWaiting < Self.mostWaiting, !desk.watch.isStopped else {
            throw DatabaseError(.busy, "The database does not keep up with what is to be written: try later.")
        }
        if entry.count == 0 { return }
        let failure = await withTaskCancellationHandler {
            await Waiting<DatabaseError?>.park { waiting in
                entry.waiting = waiting
                queue.append(entry)
                rowsWaiting += entry.count
                beginSoon()
            }
        } onCancel: {
            loop.call { self.assumeIsolated { $0.giveUp(entry) } }
        }
        if let failure { throw failure }
    }

    /// What is being committed is not given up: its caller hears what became of it.
    private func giveUp(_ entry: Entry) {
        guard queue.removeFirst(where: { $0 === entry }) != nil else { return }
        rowsWaiting -= entry.count
        entry.waiting.take()?.resume(.cancelled)
    }

    private func look(at now: Int) -> Bool {
        while let entry = queue.first, entry.deadline <= now {
            _ = queue.popFirst()
            rowsWaiting -= entry.count
            entry.waiting.take()?.resume(
                DatabaseError(.busy, "The rows waited \(settings.wait.spelled) for those before them: try later."))
        }
        return !queue.isEmpty
    }

    // MARK: One transaction after the other

    /// At the end of the loop's turn, so that all who are ready join in.
    private func beginSoon() {
        guard !isAtWork, !willBegin, !queue.isEmpty else { return }
        willBegin = true
        desk.watch.wake()
        loop.atTurnEnd { self.begin() }
    }

    private func begin() {
        willBegin = false
        var entries: [Entry] = []
        var count = 0
        while let entry = queue.first, entries.isEmpty || count + entry.count <= Self.mostTogether {
            _ = queue.popFirst()
            entries.append(entry)
            count += entry.count
        }
        if entries.isEmpty { return }
        rowsWaiting -= count
        isAtWork = true
        if let session, !session.isLost, let batch = try? batch(entries) {
            batch.done = { [self] batch in assumeIsolated { $0.ended(entries, batch) } }
            return session.submit(batch)
        }
        // It works for several callers, and so outlives each of them.
        Task(executorPreference: loop) { await self.work(entries) }
    }

    private func ended(_ entries: [Entry], _ batch: Batch) {
        guard batch.failure != nil else {
            desk.watch.tally.add(1, .commits)
            return finish(entries, nil)
        }
        // The failure is looked into for several callers, and so outlives each of them.
        Task(executorPreference: loop) { await self.recover(entries, batch.failure ?? .cancelled) }
    }

    private func finish(_ entries: [Entry], _ failure: DatabaseError?) {
        for entry in entries { entry.waiting.take()?.resume(failure) }
        isAtWork = false
        beginSoon()
    }

    private func work(_ entries: [Entry]) async {
        do throws(DatabaseError) {
            try await send(entries)
            finish(entries, nil)
        } catch {
            await recover(entries, error)
        }
    }

    /// Tries again where another transaction was in the way, and each caller's rows alone where some of them are at
    /// fault.
    private func recover(_ entries: [Entry], _ failure: DatabaseError) async {
        var failure = failure
        var backoff = Backoff(first: .milliseconds(2), limit: .milliseconds(100))
        var attempts = 0
        while failure.code == .conflict, attempts < 5 {
            attempts += 1
            try? await loop.sleep(for: backoff.next())
            do throws(DatabaseError) {
                try await send(entries)
                return finish(entries, nil)
            } catch {
                failure = error
            }
        }
        let isOfAll = [.unavailable, .unknownOutcome, .full, .busy, .cancelled].contains(failure.code)
        guard !isOfAll, entries.count > 1 else { return finish(entries, failure) }
        for entry in entries {
            do throws(DatabaseError) {
                try await send([entry])
                entry.waiting.take()?.resume(nil)
            } catch {
                entry.waiting.take()?.resume(error)
            }
        }
        finish([], nil)
    }

    /// One transaction: what stands before one Sync.
    private func send(_ entries: [Entry]) async throws(DatabaseError) {
        let batch = try batch(entries)
        let session = try await ready()
        await Waiting<Void>.park { waiting in
            batch.done = { _ in waiting.resume(()) }
            session.submit(batch)
        }
        if let failure = batch.failure { throw failure }
        desk.watch.tally.add(1, .commits)
    }

    private func ready() async throws(DatabaseError) -> Session {
        if let session, !session.isLost { return session }
        let opened = try await desk.open()
        session = opened
        return opened
    }

    /// The rows of all callers, those of one kind together.
    private func batch(_ entries: [Entry]) throws(DatabaseError) -> Batch {
        var together: [BulkInsert] = []
        for rows in entries.lazy.flatMap(\.rows) where !rows.rows.isEmpty {
            if let index = together.firstIndex(where: { $0.isLike(rows) }) {
                together[index].rows.append(contentsOf: rows.rows)
            } else {
                together.append(rows)
            }
        }
        var queries: [Query] = []
        for rows in together { queries += try rows.queries(ignoringDoubles: true) }
        return Batch(queries, patience: settings.statementTimeout + .seconds(5))
    }
}
