import Database
import SQLite
import TestSupport
import Testing

@testable import Server

@Suite("Of servers that migrate at once one does", .timeLimit(.minutes(5))) struct MigratingTogetherTests {
    /// Starts servers while somebody else migrates, and counts who has done what once they may.
    private func expectOne(
        _ environment: [String: String], _ database: any SQLDatabase, of count: Int = 3
    ) async throws {
        let lock = try #require(try await database.tryLock("migrations"))
        var servers: [TestServer] = []
        for _ in 0..<count { servers.append(try await TestServer(environment: environment)) }
        for server in servers { try await server.program.line(containing: "Another process applies migrations") }
        await lock.release()
        for server in servers {
            let url = "\(server.url)/health/ready"
            try await run(
                "curl", ["-sf", "--retry", "100", "--retry-all-errors", "--retry-delay", "0", url], within: .seconds(60)
            )
            .succeeded()
        }
        for server in servers { #expect(try await server.program.stop() == 0) }
        var applied: [String] = []
        for server in servers {
            let lines = try await server.program.wholeOutput().split(separator: "\n")
            applied += lines.filter { $0.contains("Applied migration") }.map(String.init)
        }
        #expect(applied.count == 1, "\(applied)")
    }

    @Test func `in one folder`() async throws {
        let schema = try EmbeddedSchema()
        let database = try await SQLiteDatabase.open(schema.file)
        try await expectOne(schema.environment, database)
        #expect(try await schema.expectWhole("together") == 1)
        await database.close()
    }

    @Test func `in one PostgreSQL`() async throws {
        let server = try await PostgreSQLServer.shared()
        let environment = ["APUS_DATABASE": server.url(database: try await server.newDatabase())]
        try await OpenedDatabase.opened(ServerSettings(environment: environment).storage) { storage in
            try await expectOne(environment, storage.database)
            #expect(try await storage.migrator.plan().pending == [])
        }
    }

    @Test func `and those that only migrate, too`() async throws {
        let schema = try EmbeddedSchema()
        let results = try await withThrowingTaskGroup(of: ToolResult.self) { group in
            for _ in 0..<4 { group.addTask { try await schema.migrate() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0.status == 0 }, "\(results)")
        #expect(results.count { $0.output.contains("Applying 0001-answers") } == 1, "\(results)")
        #expect(try await schema.expectWhole("together") == 1)
    }
}
