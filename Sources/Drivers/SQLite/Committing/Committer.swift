import Database
import Machine
import Sockets

/// Gathers the rows of many callers, so that one commit to the disk serves all who wait when the writer is free.
///
/// Callers on an event loop are gathered until its turn ends: all that one turn has woken join one transaction.
final class Committer: Sendable {
    /// What one caller wants to be written, and where the answer is waited for.
    struct Entry: Sendable {
        let ticket: Int
        let rows: [BulkInsert]
        /// Nanoseconds since the machine started.
        let deadline: Int64
        let answer: Handover<DatabaseError?>
        /// Where the caller waits, when that is an event loop.
        let loop: EventLoop?
    }

    private struct State {
        var waiting: [Entry] = []
        var tickets = 0
        /// Somebody has promised to ring at the end of its loop's turn.
        var isGathering = false
        var isRung = false
        var isClosed = false
        var asleep: CheckedContinuation<Void, Never>?
    }

    private let state = Lock(State())
    private let settings: SQLiteSettings
    private let counts: Counts
    private let ended = Handover<Void>()

    init(settings: SQLiteSettings, counts: Counts) {
        self.settings = settings
        self.counts = counts
    }

    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Returns once these rows are committed.
    func commit(_ rows: [BulkInsert]) async throws(DatabaseError) {
        if Task.isCancelled { throw DatabaseError(.cancelled, "The call was cancelled before its rows were written.") }
        let answer = Handover<DatabaseError?>()
        let ticket = try enter(rows, answer)
        let error = await withTaskCancellationHandler {
            await answer.take()
        } onCancel: {
            cancel(ticket)
        }
        if let error { throw error }
    }

    private func enter(_ rows: [BulkInsert], _ answer: Handover<DatabaseError?>) throws(DatabaseError) -> Int {
        let deadline = Ticks.nanoseconds + settings.patience.nanoseconds
        let loop = EventLoop.current
        let (ticket, isFirst) = state.withLock { state -> (Int?, Bool) in
            guard !state.isClosed else { return (nil, false) }
            state.tickets += 1
            state.waiting.append(
                Entry(ticket: state.tickets, rows: rows, deadline: deadline, answer: answer, loop: loop))
            defer { state.isGathering = state.isGathering || loop != nil }
            return (state.tickets, !state.isGathering)
        }
        guard let ticket else { throw DatabaseError(.unavailable, "The database is closed.") }
        guard isFirst else { return ticket }
        if let loop { loop.atTurnEnd { self.ring() } } else { ring() }
        return ticket
    }

    /// Wakes the writer: there may be rows, or a log that has grown.
    func ring() {
        let asleep = state.withLock { state in
            state.isGathering = false
            state.isRung = true
            return state.asleep.take()
        }
        asleep?.resume()
    }

    private func cancel(_ ticket: Int) {
        let entry = state.withLock { state -> Entry? in
            guard let place = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.waiting.remove(at: place)
        }
        entry?.answer.give(DatabaseError(.cancelled, "The call was cancelled before its rows were written."))
    }

    /// Takes no more rows, and returns when all that were taken are answered.
    func close() async {
        beginToClose()
        await ended.take()
    }

    /// Before it has served anybody: it never will.
    func refuse() {
        beginToClose()
        ended.give(())
    }

    func beginToClose() {
        state.withLock { $0.isClosed = true }
        ring()
    }
}

extension Committer {
    /// Writes what comes in, on the writer's thread, until it is closed.
    func serve(on writer: isolated LaneConnection, from line: WaitingLine<LaneConnection>) async {
        while await isWanted() {
            guard let patience = patience(), await take(from: line, patience) else { continue }
            let batch = nextBatch()
            if !batch.isEmpty { writer.commit(batch, counts: counts, limit: settings.statementTime) }
            writer.copyLog(beyond: settings.checkpointPages)
            line.put(writer)
        }
        ended.give(())
    }

    /// Those who wait, up to a number of rows: nobody is to wait for the work of very many others.
    private func nextBatch() -> [Entry] {
        state.withLock { state in
            var rows = 0
            let end = state.waiting.firstIndex { entry in
                defer { rows += entry.rows.reduce(0) { $0 + $1.rows.count } }
                return rows >= Self.mostRows
            }
            defer { state.waiting.removeFirst(end ?? state.waiting.count) }
            return Array(state.waiting[..<(end ?? state.waiting.count)])
        }
    }

    /// Some 30 ms of work.
    private static let mostRows = 20_000

    /// Sleeps until somebody rings; false when it is closed and all is done.
    private func isWanted() async -> Bool {
        while true {
            let (isWanted, isDone) = state.withLock { state in
                defer { state.isRung = false }
                return (state.isRung || !state.waiting.isEmpty, state.isClosed && state.waiting.isEmpty)
            }
            if isDone { return false }
            if isWanted { return true }
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    if !state.isRung { state.asleep = continuation }
                    return state.isRung
                }
                if isRung { continuation.resume() }
            }
        }
    }

    /// How long the first of those who wait may still wait.
    private func patience() -> Duration? {
        let deadline = state.withLock { $0.waiting.first?.deadline }
        guard let deadline else { return settings.patience }
        return .nanoseconds(max(0, deadline - Ticks.nanoseconds))
    }

    /// Waits for the writer; whose time is over meanwhile is answered so.
    private func take(from line: WaitingLine<LaneConnection>, _ patience: Duration) async -> Bool {
        do {
            _ = try await line.take(atMost: patience)
            return true
        } catch {
            let now = Ticks.nanoseconds
            let late = state.withLock { state in
                let isClosed = error.code == .unavailable
                let late = state.waiting.filter { isClosed || $0.deadline <= now }
                state.waiting.removeAll { isClosed || $0.deadline <= now }
                return late
            }
            for entry in late { entry.answer.give(error) }
            return false
        }
    }
}
