import Database
import Foundation
import SQLite
import TestSupport
import Testing

@Suite("SQLite opens what is ours and nothing else", .timeLimit(.minutes(2))) struct OpeningTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `folders and files are made for this user alone`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a/b/apus.sqlite")
        let database = try await SQLiteDatabase.open(path)
        try await database.write("CREATE TABLE t (x)")
        #expect(try mode(folder.path("a")) == 0o700)
        #expect(try mode(folder.path("a/b")) == 0o700)
        for end in ["", "-wal", "-shm", "-locks"] { #expect(try mode(path + end) == 0o600) }
        await database.close()
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    @Test func `a file that others may read is taken from them`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("apus.sqlite")
        try await SQLiteDatabase.open(path).close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try await SQLiteDatabase.open(path).close()
        #expect(try mode(path) == 0o600)
    }

    @Test func `what is set is what was promised`() async throws {
        let scratch = try await Scratch()
        for (name, value) in [
            ("journal_mode" as Statement, "wal"), ("synchronous", "2"), ("foreign_keys", "1"),
            ("trusted_schema", "0"), ("application_id", "1097889139"), ("user_version", "1"),
        ] {
            let rows = try await scratch.database.write("SELECT CAST(x AS TEXT) FROM (SELECT 1 AS x)", "PRAGMA \(name)")
            var row = try #require(rows.first)
            let text = name.isEmpty ? "" : (try? row.next(String.self)) ?? ""
            var again = try #require(rows.first)
            let number = (try? again.next(Int.self)).map(String.init) ?? ""
            #expect(text + number == value)
        }
        await scratch.database.close()
    }

    @Test func `what is no database is refused and left as it was`() async throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "These are my notes. ", count: 1000)
        let path = try folder.write(text, to: "notes.txt")
        let error = await failure { try await SQLiteDatabase.open(path) }
        #expect(error?.code == .corrupt)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        #expect(await failure { try await SQLiteDatabase.open(folder.path) }?.code == .unavailable)
    }

    @Test func `another program's database is refused and left as it was`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("other.sqlite")
        try await run("sqlite3", [path, "CREATE TABLE t (x)"], within: .seconds(20)).succeeded()
        let before = try Data(contentsOf: URL(filePath: path))
        let error = await failure { try await SQLiteDatabase.open(path) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("another program") == true)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func `a newer version's database is refused, and what to do is said`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("newer.sqlite")
        try await SQLiteDatabase.open(path).close()
        try await run("sqlite3", [path, "PRAGMA user_version=2"], within: .seconds(20)).succeeded()
        let error = await failure { try await SQLiteDatabase.open(path) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("newer version") == true)
    }

    @Test func `a damaged file is refused, and what to do is said`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE t (x)"])
        try await scratch.database.write(Self.filling)
        await scratch.database.close()
        let file = try FileHandle(forWritingTo: URL(filePath: scratch.path))
        try file.seek(toOffset: 40 * 4096)
        try file.write(contentsOf: Data(repeating: 0x5A, count: 4096))
        try file.close()
        let error = await failure { try await scratch.another() }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("restore the last backup") == true)
        var settings = SQLiteSettings()
        settings.checkedSize = 0
        let unchecked = try await scratch.another(settings)
        let met = await failure { try await unchecked.read("SELECT count(x || '') FROM t") }
        #expect(met?.code == .corrupt)
        #expect(await failure { try await unchecked.check(atMost: .seconds(20)) }?.code == .corrupt)
        await unchecked.close()
    }

    private static let filling: Statement = """
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
        INSERT INTO t SELECT 'a text that fills pages ' || n FROM numbers
        """

    @Test func `a database in memory is shared by its connections and gone when it is closed`() async throws {
        let before = try memories()
        let database = try await SQLiteDatabase.temporary()
        try await database.write("CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
        #expect(try await database.number("SELECT x FROM t") == 1)
        #expect(try await database.withConnection(.reading) { try await $0.value("SELECT x FROM t") } == 1)
        let made = try memories().subtracting(before)
        #expect(made.count == 1)
        await database.close()
        #expect(made.allSatisfy { !FileManager.default.fileExists(atPath: $0) })
    }

    /// The folders in memory of which this process has files open.
    private func memories() throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
        }
        return Set(
            files.filter { $0.hasPrefix("/dev/shm/apus-") }.map {
                $0.split(separator: "/").prefix(3).joined(separator: "/")
            }
            .map { "/" + $0 })
    }

    @Test func `a file that was moved while it is in use is noticed`() async throws {
        let scratch = try await Scratch()
        #expect(await scratch.database.status().isReady)
        try FileManager.default.moveItem(atPath: scratch.path, toPath: scratch.path + "-moved")
        let status = await scratch.database.status()
        #expect(!status.isReady)
        #expect(status.problem?.contains("moved") == true)
        await scratch.database.close()
    }

    @Test func `a borrower who takes too long does not hold up the end`() async throws {
        let scratch = try await Scratch(.impatient, ["CREATE TABLE t (x)"])
        try await scratch.database.withConnection(.writing) { connection in
            _ = try await connection.run(["BEGIN", "INSERT INTO t VALUES (1)"])
            await scratch.database.close()
            #expect(await failure { try await connection.run(["COMMIT"]) }?.code == .unavailable)
        }
        let again = try await scratch.another()
        #expect(try await again.number("SELECT count(*) FROM t") == 0)
        await again.close()
    }

    @Test func `who asks a closed database is told`() async throws {
        let scratch = try await Scratch()
        await scratch.database.close()
        #expect(await failure { try await scratch.database.read("SELECT 1") }?.code == .unavailable)
        #expect(await failure { try await scratch.database.write("SELECT 1") }?.code == .unavailable)
        #expect(await failure { try await scratch.database.commit([]) }?.code == .unavailable)
        #expect(await !scratch.database.status().isReady)
    }
}
