/// A database as services see it. Every call is bounded in time and safe to make from an event loop.
package protocol SQLDatabase: Sendable {
    var dialect: SQLDialect { get }

    /// Short reads, such as a row by its key, on connections that many callers share: one answer for each statement,
    /// in one round trip. They only read, each sees what was committed before it, and a lost connection is no matter:
    /// they are sent again.
    func read(_ statements: [Statement]) async throws(DatabaseError) -> [Rows]

    /// Lends a connection of one's own for the length of a call: what may scan, and transactions. What the call leaves
    /// open is rolled back. Waits a bounded time for one that is free, then throws `busy`.
    func withConnection<Result>(
        _ use: Use, _ body: (any SQLConnection) async throws -> Result
    ) async throws -> Result

    /// Writes that share a transaction with those of other callers, so that a commit to disk serves many. Returns once
    /// this caller's own rows are committed; a fault in one caller's rows is that caller's alone.
    func commit(_ rows: [BulkInsert]) async throws(DatabaseError)

    /// Listens to a channel from the return of this call on.
    func listen(to channel: SQLChannel) async throws(DatabaseError) -> SQLNotifications

    /// Takes a lock that at most one caller of all processes holds, if it is free. It is held until it is released,
    /// or its connection is lost.
    func tryLock(_ name: String) async throws(DatabaseError) -> (any SQLLock)?

    /// What it is and how busy: asks the database itself, in a short time.
    func status() async -> DatabaseStatus
}

/// What a borrowed connection is for.
package enum Use: Sendable {
    case reading
    case writing
}

/// A lock that is held.
package protocol SQLLock: Sendable {
    /// Whether it is still held, as far as can be known here: asks when it was long ago that it was known.
    func isHeld() async -> Bool
    func release() async
}

extension SQLDatabase {
    package func read(_ statement: Statement) async throws(DatabaseError) -> Rows {
        try await read([statement]).first ?? Rows()
    }

    package func read<Value: SQLReadable>(
        _ statement: Statement, as type: Value.Type
    ) async throws(DatabaseError) -> [Value] {
        try await read(statement).read(as: type)
    }

    package func first<Value: SQLReadable>(
        _ statement: Statement, as type: Value.Type
    ) async throws(DatabaseError) -> Value? {
        guard var row = try await read(statement).first else { return nil }
        return try Value(&row)
    }
}
