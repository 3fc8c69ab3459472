import Database
import SQLite
import Sockets
import TestSupport
import Testing

@Suite("Small writes share a commit", .timeLimit(.minutes(2))) struct CommitterTests {
    private static let schema: [Statement] = [
        """
        CREATE TABLE points (
            run BIGINT NOT NULL, step BIGINT NOT NULL, value DOUBLE PRECISION CHECK (value > -1000),
            PRIMARY KEY (run, step))
        """,
        "CREATE TABLE latest (run BIGINT PRIMARY KEY, step BIGINT, value DOUBLE PRECISION)",
        "CREATE TABLE owners (id BIGINT PRIMARY KEY)",
        """
        CREATE TABLE owned (
            id BIGINT PRIMARY KEY, owner BIGINT REFERENCES owners (id) DEFERRABLE INITIALLY DEFERRED)
        """,
    ]
    private static let insertions = [
        Insertion(into: "points", ["run", "step", "value"]),
        Insertion(
            into: "latest", ["run", "step", "value"], onConflict: .keepsGreatest(key: ["run"], by: ["step", "value"])),
    ]
    private static let heads: [Columns.Column] = [
        .init("run", .integer), .init("step", .integer), .init("value", .real),
    ]

    private func point(_ run: Int, _ step: Int?, _ value: Double?) -> BulkInsert {
        var rows = Columns(Self.heads)
        rows.append([.integer(Int64(run)), step.sqlValue, value.sqlValue])
        return BulkInsert(rows, Self.insertions)
    }

    private func owned(_ id: Int, by owner: Int) -> BulkInsert {
        var rows = Columns([.init("id", .integer), .init("owner", .integer)])
        rows.append([.integer(Int64(id)), .integer(Int64(owner))])
        return BulkInsert(rows, [Insertion(into: "owned", ["id", "owner"])])
    }

    /// Lets callers commit at once, all of them waiting together; answers what each one met.
    private func together(_ database: SQLiteDatabase, _ rows: [BulkInsert]) async throws -> [DatabaseError?] {
        let task = try await database.withConnection(.writing) { _ in
            let task = Task {
                await withTaskGroup(of: (Int, DatabaseError?).self) { group in
                    for (index, rows) in rows.enumerated() {
                        group.addTask { (index, await failure { try await database.commit([rows]) }) }
                    }
                    return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
            }
            // The writer is lent until all of them wait.
            while database.waitingToCommit < rows.count { await Task.yield() }
            return task
        }
        let errors = await task.value
        return rows.indices.map { errors[$0] ?? nil }
    }

    @Test func `who waits together is committed together`() async throws {
        let scratch = try await Scratch(.init(), Self.schema)
        let before = scratch.database.counters
        let errors = try await together(scratch.database, (0..<50).map { point($0 % 5, $0, Double($0)) })
        #expect(errors.allSatisfy { $0 == nil })
        let after = scratch.database.counters
        #expect(after.commits - before.commits == 1)
        #expect(after.committedCallers - before.committedCallers == 50)
        #expect(after.committedRows - before.committedRows == 50)
        #expect(try await scratch.database.number("SELECT count(*) FROM points") == 50)
        #expect(
            try await scratch.database.read("SELECT step FROM latest ORDER BY run").column(Int.self)
                == [45, 46, 47, 48, 49])
        await scratch.database.close()
    }

    @Test func `a fault in one caller's rows is that caller's alone`() async throws {
        let scratch = try await Scratch(.init(), Self.schema)
        var rows = (0..<20).map { point(0, $0, 1) }
        rows[3] = point(0, 2, 1)  // a double
        rows[7] = point(0, 7, -2000)  // against the rule
        rows[11] = point(0, nil, 1)  // nothing where something must be
        let errors = try await together(scratch.database, rows)
        #expect(errors[3]?.code == .duplicate || errors[2]?.code == .duplicate)
        #expect(errors[7]?.code == .ruleBroken)
        #expect(errors[11]?.code == .ruleBroken)
        #expect(errors.filter { $0 == nil }.count == 17)
        #expect(try await scratch.database.number("SELECT count(*) FROM points") == 17)
        await scratch.database.close()
    }

    @Test func `a fault that shows at the commit alone is that caller's too`() async throws {
        let scratch = try await Scratch(.init(), Self.schema + ["INSERT INTO owners VALUES (1)"])
        let rows = (0..<10).map { owned($0, by: $0 == 4 ? 2 : 1) }
        let errors = try await together(scratch.database, rows)
        for (index, error) in errors.enumerated() { #expect(error?.code == (index == 4 ? .missingReference : nil)) }
        #expect(try await scratch.database.number("SELECT count(*) FROM owned") == 9)
        await scratch.database.close()
    }

    @Test func `the greatest stays, a missing value least and NaN greatest`() async throws {
        let scratch = try await Scratch(.init(), Self.schema)
        let insertion = [Self.insertions[1]]
        func latest(_ values: [(Int?, Double?)]) async throws -> [SQLValue] {
            try await scratch.database.write("DELETE FROM latest")
            var rows = Columns(Self.heads)
            for (step, value) in values { rows.append([.integer(1), step.sqlValue, value.sqlValue]) }
            try await scratch.database.commit([BulkInsert(rows, insertion)])
            let stored = try await scratch.database.read("SELECT step, value FROM latest")
            var row = try #require(stored.first)
            return [try row.next(Int?.self).sqlValue, try row.next(Double?.self).sqlValue]
        }
        #expect(try await latest([(1, 5), (3, 1), (2, 9)]) == [.integer(3), .real(1)])
        #expect(try await latest([(3, 1), (3, 2), (3, -1)]) == [.integer(3), .real(2)])
        #expect(try await latest([(nil, 9), (1, 1)]) == [.integer(1), .real(1)])
        #expect(try await latest([(1, 1), (nil, 9)]) == [.integer(1), .real(1)])
        #expect(try await latest([(nil, 1), (nil, nil), (nil, 2)]) == [.null(.integer), .real(2)])
        guard case .real(let nan) = try await latest([(1, 1), (1, .nan), (1, .infinity)])[1] else {
            Issue.record("a number was expected")
            return
        }
        #expect(nan.isNaN)
        await scratch.database.close()
    }

    @Test func `each way to meet a double does what it says`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE t (id BIGINT PRIMARY KEY, name TEXT, size BIGINT)"])
        func insert(_ conflict: Insertion.Conflict, _ values: [(Int, String, Int)]) async throws -> Int {
            var rows = Columns([.init("id", .integer), .init("name", .text), .init("size", .integer)])
            for (id, name, size) in values { rows.append([id.sqlValue, name.sqlValue, size.sqlValue]) }
            let bulk = BulkInsert(rows, [Insertion(into: "t", ["id", "name", "size"], onConflict: conflict)])
            return try await scratch.database.withConnection(.writing) { try await $0.insert(bulk) }
        }
        func names() async throws -> [String] {
            try await scratch.database.read("SELECT name FROM t ORDER BY id").column()
        }
        #expect(try await insert(.fails, [(1, "a", 1), (2, "b", 1)]) == 2)
        #expect(await failure { try await insert(.fails, [(3, "c", 1), (1, "x", 1)]) }?.code == .duplicate)
        #expect(try await names() == ["a", "b"])
        #expect(try await insert(.keepsOld, [(1, "x", 1), (3, "c", 1)]) == 1)
        #expect(try await names() == ["a", "b", "c"])
        #expect(try await insert(.replaces(key: ["id"]), [(1, "y", 2), (1, "z", 3)]) == 2)
        #expect(try await names() == ["z", "b", "c"])
        #expect(try await insert(.keepsGreatest(key: ["id"], by: ["size"]), [(1, "old", 2), (2, "new", 2)]) == 1)
        #expect(try await names() == ["z", "new", "c"])
        let error = await failure { try await insert(.fails, [(8, "ok", 1), (9, "nul\0", 1)]) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("'name' of row 1") == true)
        await scratch.database.close()
    }

    @Test func `who is cancelled while waiting has written nothing`() async throws {
        let scratch = try await Scratch(.init(), Self.schema)
        let database = scratch.database
        let rows = point(1, 1, 1)
        try await database.withConnection(.writing) { _ in
            let task = Task { await failure { try await database.commit([rows]) } }
            while database.waitingToCommit < 1 { await Task.yield() }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
        }
        try await database.commit([point(1, 2, 1)])
        #expect(try await database.read("SELECT step FROM points").column(Int.self) == [2])
        await database.close()
    }

    @Test func `who waits too long for the writer is told so`() async throws {
        let scratch = try await Scratch(.impatient, Self.schema)
        let database = scratch.database
        let rows = point(1, 1, 1)
        try await database.withConnection(.writing) { _ in
            #expect(await failure { try await database.commit([rows]) }?.code == .busy)
        }
        try await database.commit([rows])
        await database.close()
    }

    @Test func `callers on event loops are all answered`() async throws {
        let scratch = try await Scratch(.init(), Self.schema)
        let database = scratch.database
        let loops = try (0..<2).map { try EventLoop(index: $0) }
        for loop in loops { loop.start() }
        let rows = (0..<64).map { caller in (0..<20).map { point(caller, $0, Double($0)) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (caller, rows) in rows.enumerated() {
                group.addTask(executorPreference: loops[caller % 2]) {
                    for rows in rows { try await database.commit([rows]) }
                }
            }
            try await group.waitForAll()
        }
        for loop in loops { loop.drain() }
        #expect(try await database.number("SELECT count(*) FROM points") == 64 * 20)
        #expect(database.counters.commits < 64 * 20)
        await database.close()
    }

    @Test func `closing waits until all that was taken is answered`() async throws {
        let scratch = try await Scratch(.init(), Self.schema)
        let database = scratch.database
        let rows = (0..<100).map { point(1, $0, 1) }
        let answers = await withTaskGroup(of: DatabaseError?.self) { group in
            for rows in rows { group.addTask { await failure { try await database.commit([rows]) } } }
            group.addTask {
                await database.close()
                return nil
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let committed = answers.filter { $0 == nil }.count - 1
        #expect(answers.allSatisfy { $0 == nil || $0?.code == .unavailable })
        let again = try await scratch.another()
        #expect(try await again.number("SELECT count(*) FROM points") == committed)
        await again.close()
    }
}
