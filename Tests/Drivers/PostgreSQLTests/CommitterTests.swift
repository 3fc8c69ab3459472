import Basics
import Database
import Testing
import TestSupport

@testable import PostgreSQL

@Suite("PostgreSQL commits small writes together", .timeLimit(.minutes(5))) struct CommitterTests {
    private func row(_ id: Int, _ text: String = "x", _ conflict: Insertion.Conflict = .fails) -> BulkInsert {
        var columns = Columns([.init("id", .integer), .init("t", .text)])
        columns.append([.integer(Int64(id)), .text(text)])
        return BulkInsert(columns, [Insertion(into: "shared_rows", ["id", "t"], onConflict: conflict)])
    }

    private func withTable(
        _ change: (inout PostgreSQLSettings) -> Void = { _ in }, _ body: (PostgreSQLDatabase) async throws -> Void
    ) async throws {
        let server = try await PostgreSQLServer.shared()
        let driver = try await Driver(server.url(database: try await server.newDatabase()), change)
        try await driver.database.transaction(["CREATE TABLE shared_rows (id int8 PRIMARY KEY, t text)"])
        do { try await body(driver.database) } catch { Issue.record(error) }
        await driver.stop()
    }

    /// What becomes of the rows of so many callers at once, by their number.
    private func outcomes(
        _ database: PostgreSQLDatabase, _ callers: Range<Int>, _ row: @escaping @Sendable (Int) -> BulkInsert
    ) async -> [Int: DatabaseError] {
        await withTaskGroup(of: (Int, DatabaseError?).self) { group in
            for caller in callers {
                group.addTask { (caller, await failure { try await database.commit([row(caller)]) }) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func count(_ database: PostgreSQLDatabase) async throws -> Int {
        try await database.read("SELECT count(*) FROM shared_rows").column(Int.self).first ?? 0
    }

    @Test func `each caller is answered after its own commit, and a fault is its own`() async throws {
        try await withTable { database in
            // The hundreds twice, and a text that cannot be stored.
            let failed = await outcomes(database, 0..<200) { caller in
                row(caller % 100 == 99 ? 0 : caller, caller == 50 ? "a\0b" : "x")
            }
            #expect(failed[50]?.code == .invalid && failed[50]?.message.contains("'t'") == true)
            #expect(failed.values.filter { $0.code == .duplicate }.count == 2)
            #expect(failed.count == 3)
            let stored = try await count(database)
            #expect(stored == 197)
            #expect(database.counters.commits < 200)
        }
    }

    @Test func `what cannot be stored never joins the others`() async throws {
        try await withTable { database in
            let failed = await outcomes(database, 0..<64) { row($0, $0 % 2 == 0 ? "a\0b" : "x") }
            #expect(failed.count == 32 && failed.values.allSatisfy { $0.code == .invalid })
            #expect(database.counters.commits <= 32)
            let statements = database.counters.statements
            #expect(await failure { try await database.commit([row(100, "\0")]) }?.code == .invalid)
            #expect(database.counters.statements == statements)
        }
    }

    @Test func `who has to wait for a lock holds nobody else up for long`() async throws {
        try await withTable {
            $0.lockWait = .milliseconds(100)
        } _: { database in
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["BEGIN", "INSERT INTO shared_rows VALUES (7, 'held')"])
                let failed = await outcomes(database, 0..<32) { row($0) }
                #expect(failed.mapValues(\.code) == [7: .busy])
                _ = try await connection.run(["ROLLBACK"])
            }
            try await database.commit([row(7)])
            let stored = try await count(database)
            #expect(stored == 32)
        }
    }

    @Test func `what is large does not gather`() async throws {
        try await withTable {
            $0.wait = .seconds(60)
        } _: { database in
            let text = String(repeating: "x", count: 3 << 20)
            let failed = await outcomes(database, 0..<6) { row($0, text) }
            #expect(failed.isEmpty && database.counters.commits >= 3)
            // More than a connection is kept for.
            try await database.commit([row(100, String(repeating: "x", count: 20 << 20))])
            let opened = database.counters.connectionsOpened
            try await database.commit([row(101)])
            #expect(database.counters.connectionsOpened == opened + 1)
            let stored = try await count(database)
            #expect(stored == 8)
        }
    }

    @Test func `what is there stays, whoever brings it at the same time`() async throws {
        try await withTable { database in
            for round in 0..<3 {
                let failed = await outcomes(database, 0..<64) { row($0 / 2, "\(round)", .keepsOld) }
                #expect(failed.isEmpty)
            }
            let texts = try await database.read("SELECT t FROM shared_rows").column(String.self)
            #expect(texts == Array(repeating: "0", count: 32))
        }
    }

    @Test func `after the end everything is closed, not busy`() async throws {
        let server = try await PostgreSQLServer.shared()
        let driver = try await Driver(server.url())
        let database = driver.database
        _ = try await database.read("SELECT 1")
        await database.close()
        let channel = try #require(SQLChannel("news"))
        let errors = [
            await failure { try await database.commit([row(1)]) },
            await failure { _ = try await database.read("SELECT 1") },
            await failure { try await database.withConnection(.writing) { _ in } },
            await failure { _ = try await database.tryLock("late") },
            await failure { _ = try await database.listen(to: channel) },
        ]
        for error in errors {
            #expect(error?.code == .unavailable && error?.message.contains("closed") == true, "\(error as Any)")
        }
        await driver.stop()
    }
}

@Suite("Who waits for a commit") struct CommitQueueTests {
    private func entry(rows: Int, bytes: Int, deadline: Int = 0) throws -> Committer.Entry {
        var columns = Columns([.init("data", .bytes)])
        for index in 0..<rows { columns.append([.bytes(Array(repeating: 0, count: index == 0 ? bytes : 0))]) }
        return try Committer.Entry([BulkInsert(columns, [Insertion(into: "t", ["data"])])], deadline: deadline)
    }

    /// Of the groups that it falls into.
    private func sizes(_ queue: inout CommitQueue) -> [Int] {
        var sizes: [Int] = []
        while !queue.isEmpty { sizes.append(queue.popGroup().count) }
        return sizes
    }

    @Test func `joins up to a number of rows, and of bytes`() throws {
        var queue = CommitQueue()
        for _ in 0..<5 { queue.append(try entry(rows: 6_000, bytes: 0)) }
        let byRows = sizes(&queue)
        #expect(byRows == [3, 2])
        for _ in 0..<5 { queue.append(try entry(rows: 1, bytes: 3 << 20)) }
        let byBytes = sizes(&queue)
        #expect(byBytes == [2, 2, 1])
    }

    @Test func `goes alone when he brings more`() throws {
        var queue = CommitQueue()
        queue.append(try entry(rows: 1, bytes: 0))
        queue.append(try entry(rows: 1, bytes: 10 << 20))
        queue.append(try entry(rows: 1, bytes: 0))
        let groups = sizes(&queue)
        #expect(groups == [1, 1, 1])
    }

    @Test func `is refused beyond a bound, and leaves room when he goes`() throws {
        var queue = CommitQueue()
        let large = try entry(rows: 1, bytes: 64 << 20)
        queue.append(large)
        #expect(!queue.hasRoom)
        let wasThere = queue.remove(large), isThere = queue.remove(large)
        #expect(wasThere && !isThere && queue.hasRoom && queue.isEmpty)
    }

    @Test func `leaves when his time is over`() throws {
        var queue = CommitQueue()
        for deadline in [10, 20] { queue.append(try entry(rows: 1, bytes: 0, deadline: deadline)) }
        let popped = [9, 10, 10].map { queue.popFirst(dueBy: $0)?.deadline }
        #expect(popped == [nil, 10, nil])
    }
}
