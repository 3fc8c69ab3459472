import Basics
import Database
import Foundation
import Testing
import TestSupport

@testable import PostgreSQL

@Suite("PostgreSQL runs statements", .timeLimit(.minutes(5))) struct RunningTests {
    @Test func `a shared read answers each statement`() async throws {
        try await withDatabase { database in
            let rows = try await database.read(["SELECT 1", "SELECT \("é")::text, \(2.5)::float8"])
            #expect(try rows[0].column(Int.self) == [1])
            var row = try #require(rows[1].first)
            #expect(try row.next(String.self) == "é")
            #expect(try row.next(Double.self) == 2.5)
        }
    }

    @Test func `a shared read that fails fails alone`() async throws {
        try await withDatabase { database in
            await withTaskGroup(of: Bool.self) { group in
                for index in 0..<64 {
                    group.addTask {
                        if index % 8 == 0 {
                            return await failure { _ = try await database.read("SELECT 1 / 0") }?.code == .invalid
                        }
                        return (try? await database.read("SELECT \(index)").column(Int.self)) == [index]
                    }
                }
                for await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func `a shared read cannot write`() async throws {
        try await withDatabase { database in
            let refused = await failure {
                _ = try await database.read("INSERT INTO pg_class DEFAULT VALUES")
            }
            #expect(refused?.code == .refused)
            #expect(await failure { _ = try await database.read("BEGIN") }?.code == .invalid)
        }
    }

    @Test func `values come back as they went`() async throws {
        try await withDatabase { try await checkValues($0) }
    }

    private func checkValues(_ database: PostgreSQLDatabase) async throws {
        for text in ["", "a\u{1}\u{10FFFF}é漢字", String(repeating: "x", count: 100_000)] {
            #expect(try await database.read("SELECT \(text)").column(String.self) == [text])
        }
        for number in [Int64.min, -1, 0, .max] {
            #expect(try await database.read("SELECT \(number)").column(Int64.self) == [number])
        }
        for real in [Double.infinity, -.infinity, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1] {
            #expect(try await database.read("SELECT \(real)").column(Double.self) == [real])
        }
        #expect(try await database.read("SELECT \(Double.nan)").column(Double.self).first?.isNaN == true)
        #expect(try await database.read("SELECT \(-0.0)").column(Double.self).first?.sign == .minus)
        for moment in [-100_000_000_000_000, -1, 0, 1_700_000_000_123, Int64.max, .min] {
            let instant = Instant(milliseconds: moment)
            #expect(try await database.read("SELECT \(instant)").column(Instant.self) == [instant])
        }
        for bytes in [[], [UInt8](0...255)] {
            #expect(try await database.read("SELECT \(bytes)").column([UInt8].self) == [bytes])
        }
        #expect(try await database.read("SELECT \(true)").column(Bool.self) == [true])
        #expect(try await database.read("SELECT \(String?.none)").column(String?.self) == [nil])
    }

    @Test func `many are found at once`() async throws {
        try await withDatabase { database in
            let numbers = try await database.read("SELECT n FROM generate_series(1, 9) n WHERE n \(among: [2, 5, 99])")
            #expect(try numbers.column(Int.self) == [2, 5])
            let none = try await database.read("SELECT 1 WHERE 'a' \(among: [String]())")
            #expect(none.isEmpty)
            #expect(try await database.read("SELECT 1 WHERE 'b' \(among: ["a", "b"])").count == 1)
        }
    }

    @Test func `other types are read, or refused by name`() async throws {
        try await withDatabase { database in
            let rows = try await database.read(
                """
                SELECT 1::int2, 2::int4, 3::oid, 1.5::float4, 'a'::varchar(3), 'b'::name, '{"a": 1}'::jsonb,
                    '{}'::json, '01234567-89ab-cdef-0123-456789abcdef'::uuid, 12345678901234::numeric, 1.5::numeric,
                    -3::numeric, 'NaN'::numeric, 1e30::numeric, timestamp '2000-01-01 00:00:00.001', 0.00012::numeric
                """)
            var row = try #require(rows.first)
            for number in [1, 2, 3] { #expect(try row.next(Int.self) == number) }
            #expect(try row.next(Double.self) == 1.5)
            for text in ["a", "b", #"{"a": 1}"#, "{}", "01234567-89ab-cdef-0123-456789abcdef"] {
                #expect(try row.next(String.self) == text)
            }
            #expect(try row.next(Int.self) == 12_345_678_901_234)
            #expect(try row.next(Double.self) == 1.5)
            #expect(try row.next(Int.self) == -3)
            #expect(try row.next(Double.self).isNaN)
            #expect(try row.next(Double.self) == 1e30)
            #expect(try row.next(Instant.self) == Instant(milliseconds: 946_684_800_001))
            #expect(try row.next(Double.self) == 0.00012)
            let refused = await failure { _ = try await database.read("SELECT date '2000-01-01' AS day") }
            #expect(refused?.code == .invalid)
            #expect(refused?.message.contains("day::text") == true)
        }
    }

    @Test func `what PostgreSQL cannot take is refused before it is sent`() async throws {
        try await withDatabase { database in
            let nul = await failure { _ = try await database.read("SELECT \(1), \("a\0b")") }
            #expect(nul?.code == .invalid && nul?.message.contains("$2") == true)
            var many: Statement = "SELECT 1 WHERE 1 = 0"
            many = Statement(joining: [many] + (0..<70_000).map { " OR \($0) = 0" as Statement }, by: "")
            let tooMany = await failure { [many] in _ = try await database.read(many) }
            #expect(tooMany?.code == .invalid && tooMany?.message.contains("70000") == true)
            let early = Instant(milliseconds: -300_000_000_000_000)
            #expect(await failure { _ = try await database.read("SELECT \(early)") }?.code == .invalid)
            #expect(database.counters.connectionsOpened == 0)
        }
    }

    @Test func `those before one that fails hold, those after it do not run`() async throws {
        try await withDatabase { database in
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["CREATE TEMP TABLE apart (a int8 PRIMARY KEY)"])
                let failed = await failure {
                    _ = try await connection.run([
                        "INSERT INTO apart VALUES (1)", "INSERT INTO apart VALUES (2)", "INSERT INTO apart VALUES (1)",
                        "INSERT INTO apart VALUES (3)",
                    ])
                }
                #expect(failed?.code == .duplicate && failed?.constraint == "apart_pkey" && failed?.native == "23505")
                #expect(failed?.message.contains("1") == false)
                let rows = try await connection.rows("SELECT a FROM apart ORDER BY a")
                #expect(try rows.column(Int.self) == [1, 2])
            }
        }
    }

    @Test func `a transaction is committed whole, or rolled back`() async throws {
        try await withDatabase { database in
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["CREATE TABLE IF NOT EXISTS whole (a int8 PRIMARY KEY)"])
                _ = try await connection.run(["DELETE FROM whole"])
            }
            try await database.transaction { connection in
                try await connection.execute("INSERT INTO whole VALUES (1)")
                let inner = await failure {
                    try await connection.savepoint { connection in
                        try await connection.execute("INSERT INTO whole VALUES (2)")
                        try await connection.execute("INSERT INTO whole VALUES (1)")
                    }
                }
                #expect(inner?.code == .duplicate)
                try await connection.execute("INSERT INTO whole VALUES (3)")
            }
            let failed = await failure {
                try await database.transaction(["INSERT INTO whole VALUES (4)", "INSERT INTO whole VALUES (1)"])
            }
            #expect(failed?.code == .duplicate)
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["BEGIN", "INSERT INTO whole VALUES (5)"])
            }
            #expect(try await database.read("SELECT a FROM whole ORDER BY a").column(Int.self) == [1, 3])
        }
    }

    @Test func `a commit of what has failed is no success`() async throws {
        try await withDatabase { database in
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["BEGIN"])
                #expect(await failure { _ = try await connection.run(["SELECT 1 / 0"]) }?.code == .invalid)
                #expect(await failure { _ = try await connection.run(["COMMIT"]) }?.native == "25P02")
            }
        }
    }

    @Test func `a deferred rule is met at the commit`() async throws {
        try await withDatabase { database in
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["CREATE TEMP TABLE late (a int8 UNIQUE DEFERRABLE INITIALLY DEFERRED)"])
                let alone = await failure {
                    _ = try await connection.run(["INSERT INTO late SELECT 1 FROM generate_series(1, 2)"])
                }
                #expect(alone?.code == .duplicate)
                let whole = await failure {
                    _ = try await connection.run([
                        "BEGIN", "INSERT INTO late SELECT 1 FROM generate_series(1, 2)", "COMMIT",
                    ])
                }
                #expect(whole?.code == .duplicate)
                #expect(try await connection.value("SELECT count(*) FROM late", as: Int.self) == 0)
            }
        }
    }

    @Test func `what a borrower set is gone for the next`() async throws {
        try await withDatabase({ $0.connections = 2 }) { database in
            for _ in 0..<4 {
                try await database.withConnection(.writing) { connection in
                    let before = try await connection.value("SHOW statement_timeout", as: String.self)
                    #expect(before == "30s")
                    connection.limit(statementsTo: .milliseconds(1234))
                    #expect(try await connection.value("SHOW statement_timeout", as: String.self) == "1234ms")
                    _ = try await connection.run(["SET work_mem = '77MB'", "CREATE TEMP TABLE mine (a int8)"])
                }
                try await database.withConnection(.reading) { connection in
                    let memory = try await connection.value("SHOW work_mem", as: String.self)
                    #expect(memory != "77MB")
                    #expect(
                        await failure { try await connection.execute("CREATE TABLE no (a int8)") }?.code == .refused)
                }
            }
        }
    }

    @Test func `a script of many statements runs within a transaction`() async throws {
        try await withDatabase { database in
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["BEGIN"])
                try await connection.script(
                    "CREATE TEMP TABLE s (a int8); INSERT INTO s VALUES (1); INSERT INTO s VALUES (2);")
                #expect(try await connection.value("SELECT count(*) FROM s", as: Int.self) == 2)
                #expect(await failure { try await connection.script("SELECT 1; SELEC 2") }?.code == .invalid)
                _ = try await connection.run(["ROLLBACK"])
                #expect(try await connection.value("SELECT 7", as: Int.self) == 7)
            }
        }
    }

    @Test func `more statements than are kept are prepared in turn`() async throws {
        try await withDatabase({ $0.preparedStatements = 3 }) { database in
            try await database.withConnection(.writing) { connection in
                for round in 0..<30 {
                    let padding = Statement(joining: Array(repeating: " " as Statement, count: round % 7), by: "")
                    #expect(try await connection.value("SELECT\(padding) 5", as: Int.self) == 5)
                }
                let kept = try await connection.value("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
                #expect(try #require(kept) <= 4)
            }
        }
    }

    @Test func `a prepared statement whose answer has changed is prepared again`() async throws {
        try await withDatabase { database in
            try await database.withConnection(.writing) { connection in
                _ = try await connection.run(["CREATE TEMP TABLE wide (a int8)"])
                _ = try await connection.rows("SELECT * FROM wide")
                _ = try await connection.run(["ALTER TABLE wide ADD b text"])
                #expect(await failure { _ = try await connection.rows("SELECT * FROM wide") }?.code == .conflict)
                #expect(try await connection.rows("SELECT * FROM wide").columns == ["a", "b"])
            }
        }
    }
}
