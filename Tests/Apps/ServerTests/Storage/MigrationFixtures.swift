import Database
import Foundation
import SQLite
import SQLiteSchema
import TestSupport
import Testing

@testable import Server

/// An embedded database that `apus-server --migrations up` is let loose on, and what it has to leave there.
struct EmbeddedSchema {
    let folder: TemporaryFolder
    var environment: [String: String] { ["APUS_DATA": folder.path("data")] }
    var file: String { folder.path("data/apus.db") }

    init() throws { folder = try TemporaryFolder() }

    /// Applies the migrations, as an argument of other programs.
    func migrate(under wrapper: [String] = []) async throws -> ToolResult {
        try await run(
            "env", wrapper + [Place.program("apus-server"), "--migrations=up"], environment: environment,
            within: .seconds(60))
    }

    /// Expects that each migration was applied whole or not at all, and that the rest can be applied. Answers how many
    /// were.
    @discardableResult
    func expectWhole(_ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Int {
        guard FileManager.default.fileExists(atPath: file) else { return 0 }
        let database = try await SQLiteDatabase.open(file)
        let all = SQLiteSchema.migrations, migrator = Migrator(all, on: database)
        let count = try await migrator.plan().applied.count
        let found = try await Self.schema(of: database)
        #expect(try await found == Self.schema(after: count), comment, sourceLocation: sourceLocation)
        #expect(try await migrator.migrate().count == all.count - count, comment, sourceLocation: sourceLocation)
        let complete = try await Self.schema(of: database)
        #expect(try await complete == Self.schema(after: all.count), comment, sourceLocation: sourceLocation)
        await database.close()
        return count
    }

    private static func schema(of database: SQLiteDatabase) async throws -> [String] {
        try await database.read("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name").column()
    }

    /// What a database has to which so many migrations were applied.
    private static func schema(after count: Int) async throws -> [String] {
        let database = try await SQLiteDatabase.temporary()
        try await Migrator(Array(SQLiteSchema.migrations.prefix(count)), on: database).migrate()
        let schema = try await schema(of: database)
        await database.close()
        return schema
    }
}

/// Arguments of strace(1) that do something to one kind of call.
func fault(_ what: String, at call: String, log: String = "/dev/null") -> [String] {
    ["strace", "-f", "-qq", "-o", log, "-e", "trace=\(call)", "-e", "inject=\(call):\(what)"]
}
