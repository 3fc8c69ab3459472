import Database
import Machine

/// A connection while it is lent.
final class LentConnection: SQLConnection {
    private struct State {
        var limit: Duration?
        /// Whether something was run that may outlast a transaction.
        var wasTouched = false
        var isOver = false
        var streams = 0
    }

    let dialect = SQLDialect.postgresql
    let desk: Desk
    let session: Session
    let onlyReads: Bool
    private let state = Lock(State())

    init(_ session: Session, of desk: Desk, for use: Use) {
        self.session = session
        self.desk = desk
        onlyReads = use == .reading
    }

    /// No call is taken any more. Answers whether what was set must be reset.
    func end() -> Bool {
        state.withLock { state in
            state.isOver = true
            return state.wasTouched
        }
    }

    func limit(statementsTo time: Duration) { state.withLock { $0.limit = time } }

    /// How long statements may run, for a call that is allowed.
    func admit(_ queries: [Query] = [], touching: Bool = false) throws(DatabaseError) -> Duration? {
        let touches = touching || queries.contains { $0.verb == .other }
        return try state.withLock { state throws(DatabaseError) in
            if state.isOver {
                throw DatabaseError(.invalid, "The connection was given back: use it within its closure only.")
            }
            if touches { state.wasTouched = true }
            return state.limit
        }
    }

    func run(_ statements: [Statement]) async throws(DatabaseError) -> [Rows] {
        try await noting { () async throws(DatabaseError) in
            try await run(try desk.queries(statements)).ownAnswers
        }
    }

    /// Statements each for itself, or, with `apart` false, all or none.
    func run(_ queries: [Query], apart: Bool = true) async throws(DatabaseError) -> Batch {
        try await desk.run(queries, on: session, limit: admit(queries), apart: apart, onlyReads: onlyReads)
    }

    func script(_ sql: String) async throws(DatabaseError) {
        try await noting { () async throws(DatabaseError) in
            let text = Array(sql.utf8)
            if text.contains(0) { throw DatabaseError(.invalid, "The script has a NUL character.") }
            try await desk.run(script: text + [0], on: session, limit: admit(touching: true))
        }
    }

    func notify(_ channel: SQLChannel, _ message: String) async throws(DatabaseError) {
        // NAMEDATALEN and the size of a page of the server's queue (`async.c`) leave this much.
        guard message.utf8.count < 8000 else {
            throw DatabaseError(
                .invalid,
                """
                A notification has at most 7,999 bytes, and this one has \(message.utf8.count): store the message and \
                send its key.
                """)
        }
        _ = try await run(["SELECT pg_notify(\(channel.name), \(message))"])
    }

    /// Counts the failure that a call ends with.
    func noting<Answer>(_ body: () async throws(DatabaseError) -> Answer) async throws(DatabaseError) -> Answer {
        do {
            return try await body()
        } catch {
            session.watch.tally.note(error)
            throw error
        }
    }

    func nextStream() -> Int {
        state.withLock { state in
            state.streams += 1
            return state.streams
        }
    }
}
