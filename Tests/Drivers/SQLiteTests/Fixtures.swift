import Database
import SQLite
import TestSupport

/// A database of a test's own, in a file that is gone with it.
struct Scratch {
    let folder: TemporaryFolder
    let database: SQLiteDatabase

    var path: String { folder.path("apus.sqlite") }

    init(_ settings: SQLiteSettings = SQLiteSettings(), _ statements: [Statement] = []) async throws {
        folder = try TemporaryFolder()
        database = try await SQLiteDatabase.open(folder.path("apus.sqlite"), settings)
        try await database.withConnection(.writing) { connection in _ = try await connection.run(statements) }
    }

    /// One more use of the same file, as another process would make it.
    func another(_ settings: SQLiteSettings = SQLiteSettings()) async throws -> SQLiteDatabase {
        try await SQLiteDatabase.open(path, settings)
    }
}

extension SQLiteDatabase {
    /// Runs statements on the writer, and answers what the last one does.
    @discardableResult
    func write(_ statements: Statement...) async throws -> Rows {
        try await withConnection(.writing) { connection in try await connection.run(statements) }.last ?? Rows()
    }

    func number(_ statement: Statement) async throws -> Int? {
        let rows = try await read(statement)
        guard var row = rows.first else { return nil }
        return try row.next()
    }
}

/// The error that a call throws; nil when it throws none of the database's.
func failure<Result>(_ body: () async throws -> Result) async -> DatabaseError? {
    do {
        _ = try await body()
        return nil
    } catch { return error as? DatabaseError }
}

extension SQLiteSettings {
    /// One that does not wait for long.
    static var impatient: SQLiteSettings {
        var settings = SQLiteSettings()
        settings.patience = .milliseconds(100)
        settings.statementTime = .seconds(5)
        return settings
    }
}
