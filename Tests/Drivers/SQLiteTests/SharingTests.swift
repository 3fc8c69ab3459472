import Database
import Foundation
import Machine
import SQLite
import TestSupport
import Testing

@Suite("Several uses of one file take turns", .timeLimit(.minutes(3))) struct SharingTests {
    @Test func `two programs that write all the time both go on, and none finds the file locked`() async throws {
        let folder = try TemporaryFolder(), path = folder.path("apus.sqlite")
        let count = Place.isLong ? 3000 : 150
        let programs = try (0..<2).map { number in
            try Program(
                Place.program("Benchmarks"), ["sqlite-writer", path, "4", "\(number * 1_000_000)", "\(count)"])
        }
        for program in programs {
            #expect(try await program.end(within: .seconds(150)) == 0)
            #expect(try await !program.wholeOutput().contains("failed"))
        }
        let database = try await SQLiteDatabase.open(path)
        #expect(try await database.number("SELECT count(*) FROM written") == 2 * 4 * count)
        await database.close()
    }

    @Test(arguments: [1, 3])
    func `those who always have much to write do not starve another`(count: Int) async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE turns (id INTEGER PRIMARY KEY, isBusy INTEGER)"])
        let isOver = Watched(false)
        var busy: [SQLiteDatabase] = []
        for _ in 0..<count { busy.append(try await scratch.another()) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for database in busy {
                group.addTask { while !isOver.current { try await Self.takeLong(database) } }
            }
            while try await scratch.database.number("SELECT count(*) FROM turns") == 0 { await Task.yield() }
            for _ in 0..<20 { try await scratch.database.write("INSERT INTO turns (isBusy) VALUES (0)") }
            isOver.update { $0 = true }
            try await group.waitForAll()
        }
        let turns = try await scratch.database.read("SELECT isBusy FROM turns ORDER BY id").column(Int.self)
        // How often others came between two of its turns.
        let waits = turns.drop { $0 == 1 }.reversed().drop { $0 == 1 }.split(separator: 0).map(\.count)
        #expect(waits.allSatisfy { $0 <= 15 * count }, "\(waits)")
        for database in busy + [scratch.database] { await database.close() }
    }

    /// Transactions of some milliseconds, with hardly anything between them.
    private static func takeLong(_ database: SQLiteDatabase) async throws {
        let transaction: [Statement] = [
            "BEGIN IMMEDIATE", "INSERT INTO turns (isBusy) VALUES (1)",
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)
            SELECT sum(n % 7) FROM numbers
            """, "COMMIT",
        ]
        try await database.withConnection(.writing) { connection in
            _ = try await connection.run(Array(repeating: transaction, count: 10).flatMap(\.self))
        }
    }

    @Test func `a process that was stopped while it was the next to write holds nobody up for good`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE t (x)"])
        let stopped = try LockFile(path: scratch.path + "-locks")
        #expect(try stopped.lock(1))
        try await scratch.database.write("INSERT INTO t VALUES (1)")
        #expect(scratch.database.counters.lockWaits > 0)
        #expect(try await scratch.database.number("SELECT count(*) FROM t") == 1)
        await scratch.database.close()
    }

    @Test func `who waits for another's transaction gets its turn`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE t (x)"])
        let other = try await scratch.another()
        let began = Watched(false)
        let first = Task {
            try await scratch.database.transaction { connection in
                try await connection.execute("INSERT INTO t VALUES (1)")
                began.update { $0 = true }
                while other.counters.lockWaits == 0 { await Task.yield() }
            }
        }
        while !began.current { await Task.yield() }
        try await other.write("INSERT INTO t VALUES (2)")
        try await first.value
        #expect(try await other.number("SELECT count(*) FROM t") == 2)
        await other.close()
        await scratch.database.close()
    }

    @Test func `who waits for another's transaction for too long is told so, and can be cancelled`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE t (x)"])
        let other = try await scratch.another(.impatient)
        let patient = try await scratch.another()
        try await scratch.database.transaction { connection in
            try await connection.execute("INSERT INTO t VALUES (1)")
            #expect(await failure { try await other.write("INSERT INTO t VALUES (2)") }?.code == .busy)
            let task = Task { await failure { try await patient.write("INSERT INTO t VALUES (3)") } }
            while patient.counters.lockWaits == 0 { await Task.yield() }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
        }
        #expect(try await other.number("SELECT count(*) FROM t") == 1)
        for database in [other, patient, scratch.database] { await database.close() }
    }

    @Test func `a transaction that has read what another has changed since is a conflict, and is tried again`()
        async throws
    {
        let scratch = try await Scratch(.init(), ["CREATE TABLE t (x)"])
        let other = try await scratch.another()
        let error = await failure {
            try await scratch.database.withConnection(.writing) { connection in
                _ = try await connection.run(["BEGIN", "SELECT count(*) FROM t"])
                try await other.write("INSERT INTO t VALUES (1)")
                _ = try await connection.run(["INSERT INTO t VALUES (2)"])
            }
        }
        #expect(error?.code == .conflict)
        for database in [other, scratch.database] { await database.close() }
    }

    @Test func `a named lock is had by one of several uses, and comes free when its program ends`() async throws {
        let scratch = try await Scratch()
        let other = try await scratch.another()
        let lock = try #require(try await scratch.database.tryLock("janitor"))
        #expect(try await other.tryLock("janitor") == nil)
        #expect(await lock.isHeld())
        await lock.release()
        #expect(await !lock.isHeld())
        let again = try #require(try await other.tryLock("janitor"))
        #expect(try await scratch.database.tryLock("janitor") == nil)
        // A file that is gone locks nobody out.
        try FileManager.default.removeItem(atPath: scratch.path + "-locks")
        #expect(await !again.isHeld())
        for database in [other, scratch.database] { await database.close() }
    }

    @Test func `many who open a new file at once all find it whole`() async throws {
        let folder = try TemporaryFolder(), path = folder.path("apus.sqlite")
        // A slow disk makes the last of them wait for the others.
        var settings = SQLiteSettings()
        settings.patience = .seconds(60)
        try await withThrowingTaskGroup(of: Void.self) { [settings] group in
            for number in 0..<8 {
                group.addTask {
                    let database = try await SQLiteDatabase.open(path, settings)
                    try await database.write("CREATE TABLE IF NOT EXISTS t (x)", "INSERT INTO t VALUES (\(number))")
                    await database.close()
                }
            }
            try await group.waitForAll()
        }
        let database = try await SQLiteDatabase.open(path)
        #expect(try await database.number("SELECT count(*) FROM t") == 8)
        await database.close()
    }

    @Test func `the log does not grow without bound while others always read`() async throws {
        var settings = SQLiteSettings()
        settings.checkpointPages = 100
        let scratch = try await Scratch(settings, ["CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB)"])
        let database = scratch.database
        // At every moment one of them has a view of the database open.
        let readers = (0..<3).map { _ in
            Task {
                while !Task.isCancelled {
                    try await database.transaction(.snapshot, for: .reading) { connection in
                        for _ in 0..<3 { _ = try await connection.rows("SELECT count(*) FROM t WHERE id % 2 = 0") }
                    }
                }
            }
        }
        let bytes = [UInt8](repeating: 7, count: 20_000)
        for _ in 0..<(Place.isLong ? 5000 : 600) { try await database.write("INSERT INTO t (x) VALUES (\(bytes))") }
        let size = try FileManager.default.attributesOfItem(atPath: scratch.path + "-wal")[.size] as? Int ?? 0
        #expect(size > 0)
        #expect(size < 2000 * 4120)
        for reader in readers { reader.cancel() }
        for reader in readers { _ = await reader.result }
        await database.close()
    }
}
