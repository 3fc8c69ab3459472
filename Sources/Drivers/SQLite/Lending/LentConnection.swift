import Database
import Machine

/// A connection as its borrower sees it, for as long as it is lent.
final class LentConnection: SQLConnection {
    private struct State {
        var limit: Duration
        var isOver = false
        /// Calls that have not returned.
        var calls = 0
    }

    let dialect = SQLDialect.sqlite
    private let connection: LaneConnection
    private let counts: Counts
    private let state: Lock<State>

    init(_ connection: LaneConnection, limit: Duration, counts: Counts) {
        self.connection = connection
        self.counts = counts
        state = Lock(State(limit: limit))
    }

    func run(_ statements: [Statement]) async throws(DatabaseError) -> [Rows] {
        let rendered = statements.map { RenderedStatement($0, for: .sqlite) }
        return try await use { limit async throws(DatabaseError) in
            try await connection.run(rendered, limit: limit)
        }
    }

    func script(_ sql: String) async throws(DatabaseError) {
        try await use { limit async throws(DatabaseError) in
            try await connection.script(Array(sql.utf8), limit: limit)
        }
    }

    func stream(_ statement: Statement, _ each: (borrowing Rows) async throws -> Bool) async throws {
        let rendered = RenderedStatement(statement, for: .sqlite)
        let id = try await use { limit async throws(DatabaseError) in
            try await connection.openStream(rendered, limit: limit)
        }
        do {
            while let rows = try await nextRows(of: id), try await each(rows) {}
        } catch {
            await connection.closeStream(id)
            throw error
        }
        await connection.closeStream(id)
    }

    private func nextRows(of id: Int) async throws(DatabaseError) -> Rows? {
        try await use { _ async throws(DatabaseError) in try await connection.nextRows(of: id) }
    }

    func limit(statementsTo time: Duration) { state.withLock { $0.limit = time } }

    func insert(_ rows: BulkInsert) async throws(DatabaseError) -> Int {
        try await use { limit async throws(DatabaseError) in try await connection.insert(rows, limit: limit) }
    }

    func notify(_ channel: SQLChannel, _ message: String) async throws(DatabaseError) {
        try await use { _ async throws(DatabaseError) in
            // PostgreSQL takes no more.
            guard message.utf8.count < 8000, !message.utf8.contains(0) else {
                throw DatabaseError(
                    .invalid, "A notification has at most 7,999 bytes and no NUL: send where to look, not what.")
            }
            try await connection.notify(.init(channel: channel, message: message))
        }
    }

    /// Ends the loan: who has kept the connection can do no harm. Answers whether a call is still under way.
    func end() -> Bool {
        state.withLock { state in
            state.isOver = true
            return state.calls > 0
        }
    }

    /// Does something on the connection, while it is lent.
    private func use<Result: Sendable>(
        _ body: (Duration) async throws(DatabaseError) -> Result
    ) async throws(DatabaseError) -> Result {
        let limit = state.withLock { state -> Duration? in
            if state.isOver { return nil }
            state.calls += 1
            return state.limit
        }
        guard let limit else {
            counts.failed(.invalid)
            throw DatabaseError(.invalid, "The connection was given back: it is lent for the length of one call only.")
        }
        defer { state.withLock { $0.calls -= 1 } }
        do { return try await body(limit) } catch { throw counted(error) }
    }

    private func counted(_ error: DatabaseError) -> DatabaseError {
        counts.failed(error.code)
        return error
    }
}
