import Database
import Foundation
import TestSupport
import Testing

@testable import SQLite

@Suite("What SQLite answers", .timeLimit(.minutes(2))) struct LibraryTests {
    @Test(
        arguments: [
            (1, DatabaseError.Code.invalid), (3, .refused), (4, .invalid), (5, .busy), (261, .busy), (517, .conflict),
            (773, .busy), (6, .invalid), (262, .busy), (7, .full), (9, .cancelled), (10, .other), (266, .other),
            (778, .other), (1034, .unknownOutcome), (3082, .full), (4874, .full), (8202, .corrupt), (8458, .corrupt),
            (11, .corrupt),
            (267, .corrupt), (779, .corrupt), (13, .full), (14, .unavailable), (270, .unavailable), (15, .busy),
            (17, .invalid), (18, .invalid), (19, .ruleBroken), (275, .ruleBroken), (787, .missingReference),
            (1299, .ruleBroken), (1555, .duplicate), (1811, .ruleBroken), (2067, .duplicate), (2579, .duplicate),
            (3091, .ruleBroken), (20, .invalid), (21, .invalid), (22, .other), (23, .refused), (24, .corrupt),
            (25, .invalid), (26, .corrupt), (8, .refused), (1032, .unavailable), (1544, .refused), (99, .other),
        ] as [(Int32, DatabaseError.Code)])
    func `each of its codes means one of ours, and says something`(number: Int32, code: DatabaseError.Code) {
        let error = DatabaseError(Handle.Failure(code: ResultCode(number), message: "so it says"))
        #expect(error.code == code)
        #expect(error.native == "\(number)")
        #expect(!error.message.isEmpty)
    }

    @Test func `what a reader may not write is the program's fault`() {
        let error = DatabaseError(Handle.Failure(code: .readOnly, message: "no"), isReader: true)
        #expect(error.code == .invalid)
    }

    @Test func `an interruption is called by its reason`() {
        let failure = Handle.Failure(code: .interrupted, message: "interrupted")
        #expect(DatabaseError(failure, reason: .cancelled).code == .cancelled)
        #expect(DatabaseError(failure, reason: .late).code == .timedOut)
        #expect(DatabaseError(Handle.Failure(code: .busy, message: ""), reason: .cancelled).code == .cancelled)
        #expect(DatabaseError(Handle.Failure(code: .full, message: ""), reason: .cancelled).code == .full)
    }

    @Test func `the constraint that was broken is named`() {
        let failure = Handle.Failure(code: .unique, message: "UNIQUE constraint failed: runs.name")
        #expect(DatabaseError(failure).constraint == "runs.name")
        #expect(
            DatabaseError(Handle.Failure(code: .foreignKey, message: "FOREIGN KEY constraint failed")).constraint == nil
        )
    }

    private func session(_ folder: TemporaryFolder, statements: Int = 8) throws -> Session {
        let file = DatabaseFile(path: folder.path("apus.sqlite"))
        try file.prepare()
        var settings = SQLiteSettings()
        settings.statements = statements
        return try Opening(file: file, settings: settings, counts: Counts()).writer()
    }

    /// The library looks at the clock once more after a statement has ended, and would call a commit interrupted.
    @Test func `what is said to be interrupted has not been done, and what is not has`() throws {
        let session = try session(TemporaryFolder())
        try session.run("CREATE TABLE t (x)")
        let insert = try session.prepared(Array("INSERT INTO t VALUES (1)".utf8))
        var done = 0
        for _ in 0..<3000 {
            // Already over: whenever the library asks, the answer is to end.
            do throws(DatabaseError) {
                _ = try session.run(insert, [], terms: .init(deadline: 0))
                done += 1
            } catch { #expect(error.code == .timedOut) }
        }
        let rows = try session.run("SELECT count(*) FROM t")
        #expect(try rows.column(Int.self) == [done])
        #expect(done > 0)
    }

    @Test func `statements are compiled once, and the cache is bounded`() throws {
        let session = try session(TemporaryFolder(), statements: 4)
        let first = try session.prepared(Array("SELECT 1".utf8))
        #expect(try session.prepared(Array("SELECT 1".utf8)) === first)
        for number in 2..<20 {
            _ = try session.prepared(Array("SELECT \(number)".utf8))
            // Used again and again, it stays.
            #expect(try session.prepared(Array("SELECT 1".utf8)) === first)
        }
        let second = try session.prepared(Array("SELECT 2".utf8))
        #expect(try session.run(second, [], terms: .unbroken).column(Int.self) == [2])
    }

    @Test func `the check of a whole file ends when its time is over`() throws {
        let session = try session(TemporaryFolder())
        try session.run("CREATE TABLE t (x PRIMARY KEY, y)")
        try session.run(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
            INSERT INTO t SELECT i, 'some text' FROM n
            """)
        let check = try session.prepared(Array("PRAGMA quick_check".utf8))
        #expect(throws: DatabaseError.self) { try session.run(check, [], terms: .init(deadline: 0)) }
        #expect(try session.run(check, [], terms: .unbroken).column(String.self) == ["ok"])
    }

    @Test func `a database that nobody holds any more closes its files`() async throws {
        let folder = try TemporaryFolder()
        do {
            let database = try await SQLiteDatabase.open(folder.path("apus.sqlite"))
            try await database.write("CREATE TABLE t (x)")
            try await database.withConnection(.reading) { _ = try await $0.run(["SELECT 1"]) }
            #expect(try openFiles(in: folder) > 0)
        }
        #expect(try comesTrue { try openFiles(in: folder) == 0 })
    }

    private func openFiles(in folder: TemporaryFolder) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?
                .hasPrefix(folder.path) == true
        }
    }
}
