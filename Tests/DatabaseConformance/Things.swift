import Basics
import Database

/// The tables that the sentences are about.
enum Things {
    static func make(in database: any SQLDatabase) async throws {
        try await database.transaction([
            """
            CREATE TABLE things (
                id BIGINT PRIMARY KEY,
                name TEXT UNIQUE,
                whole BIGINT,
                flag \(postgresql: "BOOLEAN", sqlite: "INTEGER"),
                amount \(postgresql: "DOUBLE PRECISION", sqlite: "") CONSTRAINT not_thirteen CHECK (amount <> 13),
                data \(postgresql: "BYTEA", sqlite: "BLOB"),
                at \(postgresql: "TIMESTAMPTZ", sqlite: "INTEGER"),
                parent BIGINT REFERENCES things (id))
            """,
            "CREATE TABLE points (series BIGINT, step BIGINT, value DOUBLE PRECISION, PRIMARY KEY (series, step))",
            """
            CREATE TABLE latest (
                series BIGINT PRIMARY KEY, step BIGINT NOT NULL, value DOUBLE PRECISION, note TEXT)
            """,
            "CREATE TABLE words (word TEXT NOT NULL)",
        ])
    }

    /// A database with these tables.
    static func sentence(_ text: String, _ check: @escaping @Sendable (any SQLDatabase) async throws -> Void)
        -> Sentence
    {
        Sentence(text) { database async throws in
            try await make(in: database)
            try await check(database)
        }
    }

    static func count(_ database: any SQLDatabase, _ table: Statement = "things") async throws -> Int {
        try await database.read("SELECT count(*) FROM \(table)").column(Int.self)[0]
    }

    static func ids(_ database: any SQLDatabase) async throws -> [Int] {
        try await database.read("SELECT id FROM things ORDER BY id").column(Int.self)
    }

    static func insert(_ ids: some Sequence<Int>, _ database: any SQLDatabase) async throws {
        try await database.transaction(ids.map { "INSERT INTO things (id) VALUES (\($0))" })
    }
}
