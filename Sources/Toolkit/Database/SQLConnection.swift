/// One connection, lent to one caller for a while.
package protocol SQLConnection: AnyObject, Sendable {
    var dialect: SQLDialect { get }

    /// Runs statements one after the other, in one round trip. The first that fails ends it: those before it hold
    /// unless a transaction is open, those after it are not run.
    func run(_ statements: [Statement]) async throws(DatabaseError) -> [Rows]

    /// Runs a statement and hands its rows over as they come, so that a result of any size needs little memory. Ends
    /// early, and leaves the connection in order, when `each` throws or answers false. Runs in a transaction only.
    func stream(
        _ statement: Statement, _ each: (borrowing Rows) async throws -> Bool
    ) async throws

    /// How long each further statement may run, until the connection is given back; `timedOut` is thrown beyond it.
    func limit(statementsTo time: Duration)

    /// Inserts many rows; answers how many rows were written.
    func insert(_ rows: BulkInsert) async throws(DatabaseError) -> Int

    /// Runs a whole script of statements that a migration brings, within the open transaction; answers nothing. For
    /// everything else there is `run`: a script has no bindings.
    func script(_ sql: String) async throws(DatabaseError)

    /// Tells whoever listens to a channel, once the open transaction is committed; at once outside of one.
    func notify(_ channel: SQLChannel, _ message: String) async throws(DatabaseError)
}

extension SQLConnection {
    /// All rows of one statement.
    package func rows(_ statement: Statement) async throws(DatabaseError) -> Rows {
        try await run([statement]).first ?? Rows()
    }

    package func rows<Value: SQLReadable>(
        _ statement: Statement, as type: Value.Type
    ) async throws(DatabaseError) -> [Value] {
        try await rows(statement).read(as: type)
    }

    /// The first row of one statement, when there is one.
    package func first<Value: SQLReadable>(
        _ statement: Statement, as type: Value.Type
    ) async throws(DatabaseError) -> Value? {
        guard var row = try await rows(statement).first else { return nil }
        return try Value(&row)
    }

    /// The first column of the first row of one statement, when there is one.
    package func value<Value: SQLColumn>(
        _ statement: Statement, as type: Value.Type = Value.self
    ) async throws(DatabaseError) -> Value? {
        guard var row = try await rows(statement).first else { return nil }
        return try row.next()
    }

    /// How many rows one statement has changed.
    @discardableResult
    package func execute(_ statement: Statement) async throws(DatabaseError) -> Int {
        try await rows(statement).affected
    }
}

/// The name of a channel of notifications: lower-case letters, digits and underscores, at most 63, a letter first.
package struct SQLChannel: Sendable, Hashable {
    package let name: String

    package init?(_ name: String) {
        guard (1...63).contains(name.utf8.count), name.utf8.first.map({ (0x61...0x7A).contains($0) }) == true,
            name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
        else { return nil }
        self.name = name
    }
}
