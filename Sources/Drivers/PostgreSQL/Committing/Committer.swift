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
        let bytes: Int
        let deadline: Int
        var waiting: Waiting<DatabaseError?>?
        var isGivenUp = false

        /// Refuses what PostgreSQL cannot take, so that it is not in the way of others.
        init(_ rows: [BulkInsert], deadline: Int) throws(DatabaseError) {
            self.rows = rows
            self.deadline = deadline
            var count = 0, bytes = 0
            for rows in rows {
                count += rows.rows.count
                bytes += try rows.checkedSize()
            }
            self.count = count
            self.bytes = bytes
        }

        func answer(_ failure: DatabaseError?) { waiting.take()?.resume(failure) }
    }

    private let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    let desk: Desk
    let settings: PostgreSQLSettings
    private var session: Session?
    private var queue = CommitQueue()
    private var isAtWork = false
    private var willBegin = false

    init(_ desk: Desk, settings: PostgreSQLSettings) {
        self.desk = desk
        loop = desk.loop
        self.settings = settings
    }

    /// Begins to look at the time. To be called once.
    nonisolated func start() {
        loop.call { self.assumeIsolated { $0.observe() } }
    }

    private func observe() {
        desk.watch.observe { now in self.assumeIsolated { $0.look(at: now) } }
    }

    /// What waits fails; what is under way ends with its connection.
    func stop() {
        while let entry = queue.popFirst() { entry.answer(.closed) }
    }

    func commit(_ rows: [BulkInsert]) async throws(DatabaseError) {
        if Task.isCancelled { throw .cancelled }
        if desk.watch.isStopped { throw .closed }
        let entry = try Entry(rows, deadline: Ticks.milliseconds + settings.wait.wire)
        if entry.count == 0 { return }
        guard queue.hasRoom else {
            throw DatabaseError(.busy, "The database does not keep up with what is to be written: try later.")
        }
        let failure = await withTaskCancellationHandler {
            await Waiting<DatabaseError?>.park { park(entry, $0) }
        } onCancel: {
            loop.call { self.assumeIsolated { $0.giveUp(entry) } }
        }
        if let failure { throw failure }
    }

    /// Being the actor's, it keeps the closure that calls it on the loop.
    private func park(_ entry: Entry, _ waiting: Waiting<DatabaseError?>) {
        if entry.isGivenUp { return waiting.resume(.cancelled) }
        entry.waiting = waiting
        queue.append(entry)
        beginSoon()
    }

    /// What is being committed is not given up: its caller hears what became of it.
    private func giveUp(_ entry: Entry) {
        entry.isGivenUp = true
        if queue.remove(entry) { entry.answer(.cancelled) }
    }

    private func look(at now: Int) -> Bool {
        while let entry = queue.popFirst(dueBy: now) {
            entry.answer(
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
        let entries = queue.popGroup()
        if entries.isEmpty { return }
        isAtWork = true
        if let session, session.isUsable, let batch = try? batch(entries) {
            batch.done = { [self] batch in assumeIsolated { $0.ended(entries, batch) } }
            return session.submit(batch)
        }
        // It works for several callers, and so outlives each of them.
        Task(executorPreference: loop) { await self.work(entries) }
    }

    private func ended(_ entries: [Entry], _ batch: Batch) {
        guard let failure = batch.failure else {
            desk.watch.tally.add(1, .commits)
            for entry in entries { entry.answer(nil) }
            return goOn()
        }
        // The failure is looked into for several callers, and so outlives each of them.
        Task(executorPreference: loop) { await self.recover(entries, failure) }
    }

    private func work(_ entries: [Entry]) async {
        if let failure = await attempt(entries) { return await recover(entries, failure) }
        for entry in entries { entry.answer(nil) }
        goOn()
    }

    private func recover(_ entries: [Entry], _ failure: DatabaseError) async {
        if failure.code == .conflict {
            await settle(entries)
        } else {
            await blame(entries, failure)
        }
        goOn()
    }

    private func goOn() {
        isAtWork = false
        beginSoon()
    }

    /// Commits rows of several callers; when that fails, finds out whose rows are at fault.
    private func settle(_ entries: [Entry]) async {
        if let failure = await attempt(entries) { return await blame(entries, failure) }
        for entry in entries { entry.answer(nil) }
    }

    /// Tries each half again, down to one caller's rows. What had to wait too long is tried caller by caller: each half
    /// would wait as long.
    private func blame(_ entries: [Entry], _ failure: DatabaseError) async {
        let isOfAll = [.unavailable, .unknownOutcome, .full, .cancelled].contains(failure.code)
        guard !isOfAll, entries.count > 1 else {
            for entry in entries { entry.answer(failure) }
            return
        }
        let isSlow = failure.code == .timedOut || failure.code == .busy
        let size = isSlow ? 1 : (entries.count + 1) / 2
        for start in stride(from: 0, to: entries.count, by: size) {
            await settle(Array(entries[start..<min(entries.count, start + size)]))
        }
    }

    /// One transaction; again, some times, where another one was in the way.
    private func attempt(_ entries: [Entry]) async -> DatabaseError? {
        var backoff = Backoff(first: .milliseconds(2), limit: .milliseconds(100))
        for _ in 0..<5 {
            do throws(DatabaseError) {
                try await send(entries)
                return nil
            } catch {
                guard error.code == .conflict else { return error }
                try? await loop.sleep(for: backoff.next())
            }
        }
        return DatabaseError(.conflict, "Other transactions were in the way of the rows again and again: try later.")
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
        if let session, session.isUsable { return session }
        session?.close()
        let opened = try await desk.open()
        opened.submit(Batch([Query(lockLimit: settings.lockWait.wire)], patience: settings.answerTime, onlyReads: true))
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
        return Batch(queries, patience: settings.statementTimeout + settings.answerTime)
    }
}
