import Database
import Testing

extension DatabaseConformance {
    static let failures: [Sentence] =
        rules + [
            Things.sentence("a statement that is no SQL is invalid, and says where") { database async throws in
                let error = await expect(.invalid) { try await database.read("SELEKT 1") }
                #expect(error?.message.contains("SELEKT") == true)
            },
            Things.sentence("a table that is not there is invalid, by its name") { database async throws in
                let error = await expect(.invalid) { try await database.read("SELECT * FROM nowhere") }
                #expect(error?.message.contains("nowhere") == true)
            },
            Things.sentence("a column that is not there is invalid, by its name") { database async throws in
                let error = await expect(.invalid) { try await database.read("SELECT nothing FROM things") }
                #expect(error?.message.contains("nothing") == true)
            },
            Things.sentence("70,000 parameters are refused, with the number that is allowed") { database async throws in
                let many = Statement(joining: (0..<70_000).map { "\($0)" as Statement }, by: ", ")
                let error = await expect(.invalid) { try await database.read("SELECT 1 WHERE 1 IN (\(many))") }
                #expect(error?.message.contains("70000") == true || error?.message.contains("70,000") == true)
            },
            Things.sentence("after a failure the same callers go on") { database async throws in
                for _ in 0..<20 {
                    await expect(.invalid) { try await database.read("SELECT * FROM nowhere") }
                    try await expectToGoOn(database)
                }
            },
            Things.sentence("one caller's failure is nobody else's") { database async throws in
                await withTaskGroup(of: Bool.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            if number % 3 == 0 {
                                return (try? await database.read("SELECT * FROM nowhere")) == nil
                            }
                            return (try? await database.read("SELECT \(number)").column(Int.self)) == [number]
                        }
                    }
                    for await isRight in group { #expect(isRight) }
                }
            },
            Things.sentence("what a statement answers before another fails is not lost without a transaction") {
                database in
                _ = try await database.withConnection(.writing) { connection async throws in
                    await expect(.duplicate) {
                        try await connection.run([
                            "BEGIN", "INSERT INTO things (id) VALUES (1)", "COMMIT", "BEGIN",
                            "INSERT INTO things (id) VALUES (1)", "INSERT INTO things (id) VALUES (2)", "COMMIT",
                        ])
                    }
                }
                #expect(try await Things.ids(database) == [1])
            },
            Things.sentence("no value of a row stands in an error") { database async throws in
                try await database.transaction(["INSERT INTO things (id, name) VALUES (1, \("secret-value"))"])
                let error = await expect(.duplicate) {
                    try await database.transaction(["INSERT INTO things (id, name) VALUES (2, \("secret-value"))"])
                }
                #expect(error.map { !"\($0)".contains("secret-value") } == true)
            },
        ]

    private static let rules: [Sentence] =
        [
            Things.sentence("a key that is there is a duplicate") { database async throws in
                try await Things.insert([1], database)
                await expect(.duplicate) { try await Things.insert([1], database) }
            },
            Things.sentence("a unique column is a duplicate too") { database async throws in
                let insert: @Sendable (Int) -> Statement = { "INSERT INTO things (id, name) VALUES (\($0), 'a')" }
                try await database.transaction([insert(1)])
                await expect(.duplicate) { try await database.transaction([insert(2)]) }
            },
            Things.sentence("a reference to what is not there is missing") { database async throws in
                await expect(.missingReference) {
                    try await database.transaction(["INSERT INTO things (id, parent) VALUES (1, 2)"])
                }
            },
            Things.sentence("what something refers to cannot be deleted") { database async throws in
                try await database.transaction([
                    "INSERT INTO things (id) VALUES (1)", "INSERT INTO things (id, parent) VALUES (2, 1)",
                ])
                await expect(.missingReference) { try await database.transaction(["DELETE FROM things WHERE id = 1"]) }
            },
            Things.sentence("a check that fails is a broken rule, by its name") { database async throws in
                let error = await expect(.ruleBroken) {
                    try await database.transaction(["INSERT INTO things (id, amount) VALUES (1, \(13.0))"])
                }
                #expect(error?.constraint == "not_thirteen")
            },
            Things.sentence("a value that must not be missing is a broken rule") { database async throws in
                await expect(.ruleBroken) {
                    try await database.transaction(["INSERT INTO words (word) VALUES (\(nil as String?))"])
                }
            },
        ]
}
