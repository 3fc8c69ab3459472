import Database
import Foundation
import TestSupport
import Testing

@testable import Server

@Suite("A migration of PostgreSQL is whole or not at all", .serialized, .timeLimit(.minutes(10)))
struct PostgreSQLMigrationTests {
    /// Who runs this waits until nobody else has the lock.
    private static let gate = "SELECT pg_advisory_xact_lock(7);"
    private static let first = Migration(1, "first", sql: Array("CREATE TABLE one (id INT8);".utf8))
    private static let halfway = "CREATE TABLE two (id INT8); INSERT INTO one VALUES (1); \(gate) DROP TABLE one;"
    private static let atCommit = """
        CREATE TABLE two (id INT8);
        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON two DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION wait();
        INSERT INTO two VALUES (1); INSERT INTO one VALUES (1);
        """

    private static func settings(_ url: String) throws -> StorageSettings {
        try ServerSettings(environment: ["APUS_DATABASE": url]).storage
    }

    /// Lets a migration come as far as the gate, does something to it there, and answers how it ended.
    private func interrupted(
        _ migrator: Migrator, on server: PostgreSQLServer, _ body: (Int32) async throws -> Void
    ) async throws -> DatabaseError? {
        let ended = try await OpenedDatabase.opened(Self.settings(server.url())) { holder in
            try await holder.database.withConnection(.writing) { connection in
                _ = try await connection.run(["BEGIN", "SELECT pg_advisory_xact_lock(7)"])
                let migration = Task { () async -> DatabaseError? in
                    do {
                        try await migrator.migrate()
                        return nil
                    } catch { return error as? DatabaseError }
                }
                try await body(try await Self.waiting(on: server))
                // Where the server still lives, the gate opens; where it does not, all is over.
                _ = try? await connection.run(["ROLLBACK"])
                return await migration.value
            }
        }
        return ended
    }

    /// The process that waits at the gate.
    private static func waiting(on server: PostgreSQLServer) async throws -> Int32 {
        let question = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted"
        while true {
            let answer = try await server.psql(question).split(separator: "\n")
            if let pid = answer.first.flatMap({ Int32($0) }) { return pid }
        }
    }

    /// Expects the second migration whole or not at all, and that it can be applied then.
    private func expectWhole(_ migrator: Migrator, _ database: any SQLDatabase, mayBeDone: Bool) async throws {
        while await !database.status().isReady { await Task.yield() }
        let isDone = try await migrator.plan().pending.isEmpty
        #expect(mayBeDone || !isDone)
        let tables = "SELECT to_regclass('two') IS NOT NULL" as Statement
        #expect(try await database.read(tables).column(Bool.self) == [isDone])
        if !isDone {
            #expect(try await database.read("SELECT count(*) FROM one").column(Int.self) == [0])
            try await migrator.migrate()
        }
        #expect(try await database.read(tables).column(Bool.self) == [true])
    }

    @Test(arguments: [halfway, atCommit])
    func `when its server is killed between two statements, or before the commit`(script: String) async throws {
        let server = try await PostgreSQLServer()
        try await OpenedDatabase.opened(Self.settings(server.url())) { storage in
            let migrator = Migrator(
                [Self.first, Migration(2, "second", sql: Array(script.utf8))], on: storage.database)
            let error = try await interrupted(migrator, on: server) { _ in try await server.restartAfterKill() }
            #expect(
                error?.code == (script == Self.atCommit ? .unknownOutcome : .unavailable),
                "\(String(describing: error))")
            try await expectWhole(migrator, storage.database, mayBeDone: false)
        }
    }

    @Test func `when its process dies as it brings the commit to the disk`() async throws {
        let server = try await PostgreSQLServer()
        try await OpenedDatabase.opened(Self.settings(server.url())) { storage in
            let second = Migration(2, "second", sql: Array(Self.atCommit.utf8))
            let migrator = Migrator([Self.first, second], on: storage.database)
            var tracer: Program?
            let error = try await interrupted(migrator, on: server) { pid in
                let inject = "inject=fdatasync:signal=KILL:when=1"
                tracer = try Program("strace", ["-p", "\(pid)", "-e", "trace=fdatasync", "-e", inject])
                try await tracer?.line(containing: "attached")
            }
            #expect(error?.code == .unknownOutcome, "\(String(describing: error))")
            try await expectWhole(migrator, storage.database, mayBeDone: true)
        }
    }

    /// F16 of the threat model: before anything that it sends.
    @Test func `when the program that applies it is killed`() async throws {
        let server = try await PostgreSQLServer.shared()
        for number in stride(from: 1, through: 200, by: Place.step()) {
            let name = try await server.newDatabase()
            let environment = ["APUS_DATABASE": server.url(database: name)]
            let result = try await run(
                "env",
                fault("signal=KILL:when=\(number)", at: "sendto") + [Place.program("apus-server"), "--migrations=up"],
                environment: environment, within: .seconds(60))
            let sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(name)'"
            while try await server.psql(sessions) != "0\n" { await Task.yield() }
            try await OpenedDatabase.opened(Self.settings(server.url(database: name))) { storage in
                let isDone = try await storage.migrator.plan().pending.isEmpty
                let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'" as Statement
                #expect(
                    try await storage.database.read(tables).column(Int.self) == [isDone ? 2 : 0], "before \(number)")
                #expect(isDone || result.status != 0)
                try await storage.migrator.migrate()
                #expect(try await storage.migrator.plan().pending == [])
            }
            if result.status == 0 { return #expect(number > 5) }
        }
        Issue.record("it never came to an end")
    }
}
