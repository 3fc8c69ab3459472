import Basics
import Database
import Testing
import TestSupport

@testable import PostgreSQL

@Suite("PostgreSQL takes many rows at once", .timeLimit(.minutes(5))) struct BulkTests {
    private func rows(_ list: [(Int, Double?)]) -> Columns {
        var columns = Columns([.init("id", .integer), .init("v", .real)])
        for (id, value) in list { columns.append([.integer(Int64(id)), value.map { .real($0) } ?? .null(.real)]) }
        return columns
    }

    private func withTable(
        _ body: (PostgreSQLDatabase, any SQLConnection) async throws -> Void
    ) async throws {
        try await withDatabase { database in
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["CREATE TEMP TABLE bulk (id int8 PRIMARY KEY, v float8)"])
                try await body(database, connection)
            }
        }
    }

    private func stored(_ connection: any SQLConnection) async throws -> [Int: Double?] {
        var found: [Int: Double?] = [:]
        for var row in try await connection.rows("SELECT id, v FROM bulk") {
            found[try row.next(Int.self)] = .some(try row.next(Double?.self))
        }
        return found
    }

    @Test func `plain rows are inserted, and a double fails all`() async throws {
        try await withTable { _, connection in
            let plain = Insertion(into: "bulk", ["id", "v"])
            let written = try await connection.insert(BulkInsert(rows([(1, 1), (2, nil)]), [plain]))
            #expect(written == 2)
            let failed = await failure {
                _ = try await connection.insert(BulkInsert(rows([(3, 1), (1, 5)]), [plain]))
            }
            #expect(failed?.code == .duplicate)
            #expect(try await stored(connection) == [1: 1, 2: nil])
        }
    }

    @Test(arguments: [false, true])
    func `what is there stays`(inTransaction: Bool) async throws {
        try await withTable { _, connection in
            if inTransaction { _ = try await connection.run(["BEGIN"]) }
            let careful = Insertion(into: "bulk", ["id", "v"], onConflict: .keepsOld)
            #expect(try await connection.insert(BulkInsert(rows([(1, 1), (2, 2)]), [careful])) == 2)
            #expect(try await connection.insert(BulkInsert(rows([(2, 9), (3, 3), (3, 4)]), [careful])) == 1)
            if inTransaction { _ = try await connection.run(["COMMIT"]) }
            #expect(try await stored(connection) == [1: 1, 2: 2, 3: 3])
        }
    }

    @Test func `the last row takes the place of those before it`() async throws {
        try await withTable { _, connection in
            let replacing = Insertion(into: "bulk", ["id", "v"], onConflict: .replaces(key: ["id"]))
            _ = try await connection.insert(BulkInsert(rows([(1, 1), (2, 2), (1, 3)]), [replacing]))
            _ = try await connection.insert(BulkInsert(rows([(2, nil), (4, 4)]), [replacing]))
            #expect(try await stored(connection) == [1: 3, 2: nil, 4: 4])
        }
    }

    @Test func `the greatest stands, NaN above numbers and a missing value above all`() async throws {
        try await withTable { _, connection in
            let greatest = Insertion(into: "bulk", ["id", "v"], onConflict: .keepsGreatest(key: ["id"], by: ["v"]))
            func insert(_ list: [(Int, Double?)]) async throws {
                _ = try await connection.insert(BulkInsert(rows(list), [greatest]))
            }
            try await insert([(1, 1), (1, 5), (1, 3), (2, 7), (3, .nan), (4, nil), (5, 1)])
            try await insert([(1, 4), (2, 8), (3, .infinity), (4, .nan), (5, nil)])
            let found = try await stored(connection)
            #expect(found[1] == 5 && found[2] == 8 && found[4] == .some(nil) && found[5] == .some(nil))
            #expect(try #require(found[3] ?? nil).isNaN)
        }
    }

    @Test func `a row of 100 MB comes and goes`() async throws {
        try await withDatabase { database in
            let large = [UInt8](repeating: 7, count: 100_000_000)
            try await database.withConnection(.writing) { connection in
                let back = try await connection.value("SELECT \(large)", as: [UInt8].self)
                #expect(back?.count == large.count && back?.last == 7)
            }
            #expect(database.counters.connections == 0)
        }
    }
}
