import Database
import Machine

/// A connection as its borrower sees it, for as long as it is lent.
final class LentConnection: SQLConnection {
    private struct State {
        var limit: Duration
        var isOver = false
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
        do { return try await connection.run(rendered, limit: limit()) } catch { throw counted(error) }
    }

    func script(_ sql: String) async throws(DatabaseError) {
        do { try await connection.script(Array(sql.utf8), limit: limit()) } catch { throw counted(error) }
    }

    func stream(_ statement: Statement, _ each: (borrowing Rows) async throws -> Bool) async throws {
        let id: Int
        do {
            id = try await connection.openStream(RenderedStatement(statement, for: .sqlite), limit: limit())
        } catch { throw counted(error) }
        do {
            while let rows = try await connection.nextRows(of: id), try await each(rows) {}
        } catch {
            await connection.closeStream(id)
            throw (error as? DatabaseError).map(counted) ?? error
        }
        await connection.closeStream(id)
    }

    func limit(statementsTo time: Duration) { state.withLock { $0.limit = time } }

    func insert(_ rows: BulkInsert) async throws(DatabaseError) -> Int {
        do { return try await connection.insert(rows, limit: limit()) } catch { throw counted(error) }
    }

    func notify(_ channel: SQLChannel, _ message: String) async throws(DatabaseError) {
        do throws(DatabaseError) {
            _ = try limit()
            // PostgreSQL takes no more.
            guard message.utf8.count < 8000, !message.utf8.contains(0) else {
                throw DatabaseError(
                    .invalid, "A notification has at most 7,999 bytes and no NUL: send where to look, not what.")
            }
            try await connection.notify(.init(channel: channel, message: message))
        } catch { throw counted(error) }
    }

    /// Ends the loan: who has kept the connection can do no harm.
    func end() { state.withLock { $0.isOver = true } }

    private func limit() throws(DatabaseError) -> Duration {
        let (limit, isOver) = state.withLock { ($0.limit, $0.isOver) }
        guard !isOver else {
            throw DatabaseError(.invalid, "The connection was given back: it is lent for the length of one call only.")
        }
        return limit
    }

    private func counted(_ error: DatabaseError) -> DatabaseError {
        counts.failed(error.code)
        return error
    }
}
