import Database
import Observability
import SQLite
import SQLiteSchema
import Sockets

/// What the server keeps everything in, opened.
struct Storage: Sendable {
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
        _ settings: StorageSettings, _ body: (Storage) async throws -> Result
    ) async throws -> Result {
        let loop = try EventLoop()
        loop.start()
        defer { loop.drain() }
        let storage = try await open(settings, loops: [loop])
        do {
            let result = try await body(storage)
            await storage.close()
            return result
        } catch {
            await storage.close()
            throw error
        }
    }

    static func open(_ settings: StorageSettings, loops: [EventLoop]) async throws -> Storage {
        let database = try await SQLiteDatabase.open(settings.databaseFile)
        return Storage(
            database: database, migrator: Migrator(SQLiteSchema.migrations, on: database),
            isEmbedded: true,
            observe: { $0.observe(database) },
            close: { await database.close() })
    }
}
