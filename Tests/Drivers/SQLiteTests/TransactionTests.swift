import Database
import SQLite
import TestSupport
import Testing

@Suite("Transactions in SQLite are whole", .timeLimit(.minutes(2))) struct TransactionTests {
    private struct Unwanted: Error {}

    private func items(_ settings: SQLiteSettings = SQLiteSettings()) async throws -> Scratch {
        try await Scratch(settings, ["CREATE TABLE items (id BIGINT PRIMARY KEY, name TEXT UNIQUE)"])
    }

    private func count(_ database: SQLiteDatabase) async throws -> Int? {
        try await database.number("SELECT count(*) FROM items")
    }

    @Test func `what is committed stays, what throws does not`() async throws {
        let scratch = try await items()
        _ = try await scratch.database.transaction { try await $0.execute("INSERT INTO items VALUES (1, 'a')") }
        await #expect(throws: Unwanted.self) {
            try await scratch.database.transaction { connection in
                try await connection.execute("INSERT INTO items VALUES (2, 'b')")
                throw Unwanted()
            }
        }
        #expect(try await count(scratch.database) == 1)
        await scratch.database.close()
        let again = try await scratch.another()
        #expect(try await count(again) == 1)
        await again.close()
    }

    @Test func `what a borrower leaves open is rolled back`() async throws {
        let scratch = try await items()
        try await scratch.database.write("BEGIN", "INSERT INTO items VALUES (1, 'a')")
        #expect(try await count(scratch.database) == 0)
        try await scratch.database.write("INSERT INTO items VALUES (2, 'b')")
        #expect(try await count(scratch.database) == 1)
        await scratch.database.close()
    }

    @Test func `what a borrower sets is as it was for the next`() async throws {
        let scratch = try await items()
        try await scratch.database.write("PRAGMA foreign_keys=OFF", "CREATE TEMP TABLE own (x)")
        #expect(try await scratch.database.write("PRAGMA foreign_keys").column(Int.self) == [1])
        #expect(await failure { try await scratch.database.write("SELECT * FROM own") }?.code == .invalid)
        #expect(scratch.database.counters.reopened == 1)
        try await scratch.database.withConnection(.reading) { connection in
            _ = try await connection.run(["PRAGMA query_only=OFF"])
        }
        for _ in 0..<8 {
            let error = await failure {
                try await scratch.database.withConnection(.reading) {
                    try await $0.execute("INSERT INTO items VALUES (1, 'a')")
                }
            }
            #expect(error?.code == .invalid)
        }
        await scratch.database.close()
    }

    @Test func `a transaction in which a statement failed takes nothing but a rollback`() async throws {
        let scratch = try await items()
        try await scratch.database.withConnection(.writing) { connection in
            _ = try await connection.run(["BEGIN", "INSERT INTO items VALUES (1, 'a')"])
            let first = await failure { try await connection.run(["INSERT INTO items VALUES (1, 'b')"]) }
            #expect(first?.code == .duplicate)
            #expect(await failure { try await connection.run(["SELECT 1"]) }?.code == .invalid)
            #expect(await failure { try await connection.run(["COMMIT"]) }?.code == .duplicate)
            _ = try await connection.run(["INSERT INTO items VALUES (2, 'c')"])
        }
        #expect(try await scratch.database.read("SELECT id FROM items").column(Int.self) == [2])
        await scratch.database.close()
    }

    @Test func `a savepoint is undone alone`() async throws {
        let scratch = try await items()
        try await scratch.database.transaction { connection in
            try await connection.execute("INSERT INTO items VALUES (1, 'a')")
            let error = await failure {
                try await connection.savepoint { inner in
                    try await inner.execute("INSERT INTO items VALUES (2, 'b')")
                    try await inner.execute("INSERT INTO items VALUES (1, 'c')")
                }
            }
            #expect(error?.code == .duplicate)
            _ = try await connection.savepoint { try await $0.execute("INSERT INTO items VALUES (3, 'd')") }
        }
        #expect(try await scratch.database.read("SELECT id FROM items ORDER BY id").column(Int.self) == [1, 3])
        await scratch.database.close()
    }

    @Test func `statements outside of a transaction hold until one fails`() async throws {
        let scratch = try await items()
        let error = await failure {
            try await scratch.database.write(
                "INSERT INTO items VALUES (1, 'a')", "INSERT INTO items VALUES (1, 'b')",
                "INSERT INTO items VALUES (2, 'c')")
        }
        #expect(error?.code == .duplicate)
        #expect(error?.constraint == "items.id")
        #expect(try await scratch.database.read("SELECT id FROM items").column(Int.self) == [1])
        await scratch.database.close()
    }

    @Test func `a reader keeps its view while others write`() async throws {
        let scratch = try await items()
        try await scratch.database.transaction(.snapshot, for: .reading) { connection in
            let before = try await connection.value("SELECT count(*) FROM items", as: Int.self)
            #expect(before == 0)
            try await scratch.database.write("INSERT INTO items VALUES (1, 'a')")
            let after = try await connection.value("SELECT count(*) FROM items", as: Int.self)
            #expect(after == 0)
        }
        #expect(try await count(scratch.database) == 1)
        await scratch.database.close()
    }

    @Test func `affected counts rows changed, or answered`() async throws {
        let scratch = try await items()
        let database = scratch.database
        #expect(try await database.write("INSERT INTO items VALUES (1, 'a'), (2, 'b')").affected == 2)
        #expect(try await database.write("CREATE TABLE more (id BIGINT)").affected == 0)
        #expect(try await database.write("INSERT INTO items VALUES (1, 'x') ON CONFLICT DO NOTHING").affected == 0)
        #expect(try await database.write("UPDATE items SET name = name || 'x'").affected == 2)
        #expect(try await database.write("UPDATE items SET name = name WHERE id = 9").affected == 0)
        #expect(try await database.write("SELECT * FROM items").affected == 2)
        #expect(try await database.write("DELETE FROM items RETURNING id").affected == 2)
        #expect(try await database.write("DELETE FROM items").affected == 0)
        await database.close()
    }

    @Test func `a column that was renamed is known by its new name`() async throws {
        let scratch = try await items()
        let statement: Statement = "SELECT * FROM items"
        #expect(try await scratch.database.read(statement).columns == ["id", "name"])
        try await scratch.database.write("ALTER TABLE items RENAME COLUMN name TO title")
        try await scratch.database.write("ALTER TABLE items ADD COLUMN size BIGINT DEFAULT 7")
        try await scratch.database.write("INSERT INTO items VALUES (1, 'a', 2)")
        let rows = try await scratch.database.read(statement)
        #expect(rows.columns == ["id", "title", "size"])
        #expect(rows.count == 1)
        await scratch.database.close()
    }

    @Test func `two statements in one text are refused, and so is none`() async throws {
        let scratch = try await items()
        #expect(await failure { try await scratch.database.write("SELECT 1; SELECT 2") }?.code == .invalid)
        #expect(await failure { try await scratch.database.write(" -- nothing") }?.code == .invalid)
        #expect(try await scratch.database.write("SELECT 1 ;\n").count == 1)
        await scratch.database.close()
    }

    @Test func `a script is run whole within a transaction`() async throws {
        let scratch = try await items()
        try await scratch.database.transaction { connection in
            try await connection.script(
                """
                CREATE TABLE a (x); -- one
                CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO items VALUES (new.x, 'by trigger'); END;
                INSERT INTO a VALUES (5);
                """)
        }
        #expect(try await scratch.database.read("SELECT id FROM items").column(Int.self) == [5])
        let error = await failure {
            try await scratch.database.transaction { try await $0.script("CREATE TABLE b (x); SELECT * FROM nothing") }
        }
        #expect(error?.code == .invalid)
        #expect(await failure { try await scratch.database.read("SELECT * FROM b") }?.code == .invalid)
        await scratch.database.close()
    }

    @Test func `a connection that was given back does nothing more`() async throws {
        let scratch = try await items()
        let kept = try await scratch.database.withConnection(.writing) { $0 }
        #expect(await failure { try await kept.run(["SELECT 1"]) }?.code == .invalid)
        await scratch.database.close()
    }
}
