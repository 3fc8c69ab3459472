import Database
import Machine

/// Connections for short reads, which are done at once, on the thread that asks.
///
/// Each thread has its own as long as there are not too many threads; where two meet, the second takes another.
final class InlineReaders: Sendable {
    private let slots: [Lock<Session?>]
    private let opening: Opening

    init(_ opening: Opening, count: Int = 16) {
        slots = (0..<count).map { _ in Lock(nil) }
        self.opening = opening
    }

    var count: Int { slots.reduce(0) { $0 + ($1.withLockIfFree { $0 != nil } ?? true ? 1 : 0) } }

    /// Reads; nil when it was not as quick as it must be here, and is to be done on a thread of its own.
    func read(_ statements: [RenderedStatement]) throws(DatabaseError) -> [Rows]? {
        let start = ThreadNumber.current
        for offset in 0..<slots.count {
            let answer = slots[(start + offset) % slots.count].withLockIfFree { session in
                Result { () throws(DatabaseError) in try read(statements, on: &session) }
            }
            guard let answer else { continue }
            do { return try answer.get() } catch {
                if error == Session.notQuick { return nil }
                throw error
            }
        }
        return nil
    }

    private func read(_ statements: [RenderedStatement], on session: inout Session?) throws(DatabaseError) -> [Rows] {
        let reader: Session
        if let session { reader = session } else { reader = try opening.reader() }
        session = reader
        let settings = opening.settings
        let terms = Watch.Terms(
            deadline: Ticks.nanoseconds + settings.quickTime.nanoseconds, patience: nil, isQuick: true)
        do {
            var answers: [Rows] = []
            answers.reserveCapacity(statements.count)
            for statement in statements {
                answers.append(try reader.read(statement, terms: terms, most: settings.quickBytes))
            }
            if reader.watch.isMarked { session = nil }
            return answers
        } catch {
            if [.other, .corrupt, .unavailable].contains(error.code) { session = nil }
            // Another process restores the log, say: to be waited for elsewhere.
            throw error.code == .busy ? Session.notQuick : error
        }
    }

    func close() {
        for slot in slots { slot.withLock { $0 = nil } }
    }
}

extension Session {
    /// Runs one statement that only reads, outside of any transaction.
    func read(
        _ statement: RenderedStatement, terms: Watch.Terms, most bytes: Int = .max
    ) throws(DatabaseError) -> Rows {
        let prepared = try prepared(statement, terms: terms)
        guard prepared.control == .none else {
            throw DatabaseError(.invalid, "A transaction needs a connection of its own: borrow one.")
        }
        if Task.isCancelled { throw DatabaseError(.cancelled, "The call was cancelled before the statement began.") }
        return try run(prepared, statement.values, terms: terms, most: bytes)
    }
}

extension LaneConnection {
    /// Short reads that were not short.
    func read(_ statements: [RenderedStatement], limit: Duration) throws(DatabaseError) -> [Rows] {
        defer { noteState() }
        let session = try current()
        return try attempt(in: session) { session throws(DatabaseError) in
            var answers: [Rows] = []
            for statement in statements {
                answers.append(try session.read(statement, terms: terms(for: .none, limit)))
            }
            return answers
        }
    }
}
