import Basics

/// Brings a database's schema to the state that the program knows.
///
/// One process at a time does it, under a lock of the database; the others wait and find it done. Each migration is
/// applied whole or not at all, together with its line in the record.
package struct Migrator: Sendable {
    package enum Event: Sendable, Equatable {
        /// Another process applies migrations.
        case waiting
        case applying(Migration)
        case applied(Migration, Duration)
    }

    private static let lockName = "migrations"

    private let migrations: [Migration]
    private let database: any SQLDatabase

    /// The migrations are in ascending order of their numbers.
    package init(_ migrations: [Migration], on database: any SQLDatabase) {
        precondition(
            zip(migrations, migrations.dropFirst()).allSatisfy { $0.number < $1.number },
            "migrations are numbered upwards")
        self.migrations = migrations
        self.database = database
    }

    /// What was applied and what is pending. Changes nothing.
    package func plan() async throws -> MigrationPlan {
        let applied = try await database.transaction(.snapshot, for: .reading) { connection in
            try await hasRecord(connection) ? try await record(connection) : []
        }
        return try MigrationPlan(known: migrations, applied: applied)
    }

    /// Applies what is pending; answers what it was. Waits for another process that does the same, at most `patience`.
    @discardableResult
    package func migrate(
        waiting patience: Duration = .seconds(600), _ report: @Sendable (Event) -> Void = { _ in }
    ) async throws -> [Migration] {
        guard try await !plan().pending.isEmpty else { return [] }
        let lock = try await lock(patience, report)
        do {
            let pending = try await plan().pending
            for migration in pending { try await apply(migration, report) }
            await lock.release()
            return pending
        } catch {
            await lock.release()
            throw error
        }
    }

    private func lock(_ patience: Duration, _ report: (Event) -> Void) async throws -> any SQLLock {
        let clock = ContinuousClock(), deadline = clock.now + patience
        var backoff = Backoff(first: .milliseconds(20), limit: .seconds(1)), isReported = false
        while true {
            if let lock = try await database.tryLock(Self.lockName) { return lock }
            if !isReported { report(.waiting) }
            isReported = true
            guard clock.now < deadline else { throw Self.stillLocked(patience) }
            try await Task.sleep(for: backoff.next())
        }
    }

    private static func stillLocked(_ patience: Duration) -> DatabaseError {
        DatabaseError(
            .busy,
            """
            Another process has been applying migrations for more than \(patience.spelled). Look at its log; when no \
            such process is alive, its connection to the database is to be ended.
            """)
    }

    private func apply(_ migration: Migration, _ report: (Event) -> Void) async throws {
        report(.applying(migration))
        let clock = ContinuousClock(), start = clock.now
        try await database.transaction(.readCommitted, repeats: false) { connection in
            connection.limit(statementsTo: .seconds(86_400))
            try await createRecord(connection)
            try await connection.script(migration.sql)
            try await connection.execute(
                """
                INSERT INTO schema_migrations (number, name, checksum, applied_at)
                VALUES (\(migration.number), \(migration.name), \(migration.checksum), \(Instant.now.milliseconds))
                """)
        }
        report(.applied(migration, clock.now - start))
    }

    // MARK: The record

    private func hasRecord(_ connection: any SQLConnection) async throws(DatabaseError) -> Bool {
        try await connection.value(
            """
            \(postgresql: "SELECT to_regclass('schema_migrations') IS NOT NULL",
              sqlite: "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'")
            """, as: Bool.self) ?? false
    }

    private func createRecord(_ connection: any SQLConnection) async throws(DatabaseError) {
        _ = try await connection.run([
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)
            """
        ])
    }

    private func record(_ connection: any SQLConnection) async throws(DatabaseError) -> [MigrationPlan.Applied] {
        try await connection.rows(
            "SELECT number, name, checksum, applied_at FROM schema_migrations ORDER BY number",
            as: MigrationPlan.Applied.self)
    }
}

extension MigrationPlan.Applied: SQLReadable {
    package init(_ row: inout Row) throws(DatabaseError) {
        number = try row.next()
        name = try row.next()
        checksum = try row.next()
        at = try row.next()
    }
}
