import Database
import Machine
import Observability
import PostgreSQL
import PostgreSQLSchema
import SQLite
import SQLiteSchema
import Sockets

/// The database that the settings name.
struct OpenedDatabase: Sendable {
    let database: any SQLDatabase
    let migrator: Migrator
    /// Whether it is in this process, so that it is there when the server is.
    let isEmbedded: Bool
    /// Shows in the metrics what it has counted.
    let observe: @Sendable (Metrics) -> Void
    /// Lets go of it; what was acknowledged is safe before this too.
    let close: @Sendable () async -> Void

    /// Opens it for the length of a call, on a loop of its own.
    static func opened<Result>(
        _ settings: StorageSettings, _ body: (OpenedDatabase) async throws -> Result
    ) async throws -> Result {
        let loop = try EventLoop()
        loop.start()
        defer { loop.drain() }
        let opened = try await open(settings, loops: [loop])
        do {
            let result = try await body(opened)
            await opened.close()
            return result
        } catch {
            await opened.close()
            throw error
        }
    }

    /// What was applied and what is pending. Changes nothing: a file that is missing stays so.
    static func plan(_ settings: StorageSettings) async throws -> MigrationPlan {
        guard settings.database != nil || Resources.exists(settings.databaseFile) else {
            return try MigrationPlan(known: SQLiteSchema.migrations, applied: [])
        }
        return try await opened(settings) { opened in try await opened.migrator.plan() }
    }

    /// A PostgreSQL that cannot be reached is asked again when it is needed.
    static func open(_ settings: StorageSettings, loops: [EventLoop]) async throws -> OpenedDatabase {
        guard let url = settings.database else { return try await embedded(settings) }
        var choice = PostgreSQLSettings(url: url)
        choice.password = settings.databasePassword
        let database = try PostgreSQLDatabase(choice, loops: loops)
        return OpenedDatabase(
            database: database, migrator: Migrator(PostgreSQLSchema.migrations, on: database), isEmbedded: false,
            observe: { $0.observe(database) }, close: { await database.close() })
    }

    private static func embedded(_ settings: StorageSettings) async throws -> OpenedDatabase {
        let database = try await SQLiteDatabase.open(settings.databaseFile)
        return OpenedDatabase(
            database: database, migrator: Migrator(SQLiteSchema.migrations, on: database), isEmbedded: true,
            observe: { $0.observe(database) }, close: { await database.close() })
    }
}
