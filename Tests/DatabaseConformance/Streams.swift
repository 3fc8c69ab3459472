import Database
import Testing

extension DatabaseConformance {
    static let streams: [Sentence] =
        [
            Sentence("all rows come, in their order") { database async throws in
                let seen = try await streamed("SELECT \(numbers(to: 100_000))", database) { _ in true }
                #expect(seen == Array(1...100_000))
            },
            Sentence("rows come in parts, so that none need wait for the last") { database async throws in
                var parts = 0
                try await database.transaction(.snapshot, for: .reading) { connection async throws in
                    try await connection.stream("SELECT \(numbers(to: 100_000))") { rows async throws in
                        #expect(rows.count < 50_000)
                        parts += 1
                        return true
                    }
                }
                #expect(parts > 1)
            },
            Sentence("no row comes as no row") { database async throws in
                #expect(try await streamed("SELECT 1 AS n WHERE 1 = 0", database) { _ in true } == [])
            },
            Sentence("who has seen enough stops it, and the connection goes on") { database async throws in
                try await database.transaction(.snapshot, for: .reading) { connection async throws in
                    var seen = 0
                    try await connection.stream("SELECT \(numbers(to: 1_000_000))") { rows async throws in
                        seen += rows.count
                        return seen < 10_000
                    }
                    #expect(seen >= 10_000 && seen < 200_000)
                    #expect(try await connection.value("SELECT \(7)", as: Int.self) == 7)
                }
            },
            Sentence("who throws stops it, and the error comes through") { database async throws in
                await #expect(throws: Whim()) {
                    try await database.transaction(.snapshot, for: .reading) { connection async throws in
                        try await connection.stream("SELECT \(numbers(to: 1_000_000))") { _ in throw Whim() }
                    }
                }
                try await expectToGoOn(database)
            },
            Sentence("a statement that fails at its start throws") { database async throws in
                await expect(.invalid) {
                    try await streamed("SELECT id FROM nowhere", database) { _ in true }
                }
            },
            Sentence("one that fails in its middle throws after the rows before it") { database async throws in
                var seen = 0
                await expect(.invalid) {
                    try await database.transaction(.snapshot, for: .reading) { connection async throws in
                        let failing: Statement = """
                            \(postgresql: "1 / (n - 50000)",
                              sqlite: "CASE n WHEN 50000 THEN json('{') ELSE 1 END")
                            FROM (SELECT \(numbers(to: 60_000))) AS many
                            """
                        try await connection.stream("SELECT \(failing)") { rows async throws in
                            seen += rows.count
                            return true
                        }
                    }
                }
                #expect(seen < 50_000)
            },
            Sentence("a consumer that waits is not overrun") { database async throws in
                try await database.transaction(.snapshot, for: .reading) { connection async throws in
                    var seen = 0
                    try await connection.stream("SELECT \(numbers(to: 20_000))") { rows async throws in
                        seen += rows.count
                        await Task.yield()
                        return true
                    }
                    #expect(seen == 20_000)
                }
            },
            Things.sentence("a stream sees what its transaction did") { database async throws in
                try await database.transaction { connection async throws in
                    try await connection.execute("INSERT INTO things (id) VALUES (1), (2)")
                    var seen = 0
                    try await connection.stream("SELECT id FROM things") { rows async throws in
                        seen += rows.count
                        return true
                    }
                    #expect(seen == 2)
                }
            },
        ]

    /// The numbers from 1, as a column `n` and what it comes from.
    private static func numbers(to last: Int) -> Statement {
        let counted: Statement = """
            (WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < \(last)) SELECT n FROM c)
            """
        return "n FROM \(postgresql: "generate_series(1, \(last)) AS n", sqlite: counted)"
    }

    private static func streamed(
        _ statement: Statement, _ database: any SQLDatabase, _ more: (Int) -> Bool
    ) async throws -> [Int] {
        var seen: [Int] = []
        try await database.transaction(.snapshot, for: .reading) { connection async throws in
            try await connection.stream(statement) { rows async throws in
                seen += try (copy rows).column(Int.self)
                return more(seen.count)
            }
        }
        return seen
    }
}
