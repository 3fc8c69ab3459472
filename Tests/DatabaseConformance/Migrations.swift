import Database
import Synchronization
import Testing

extension DatabaseConformance {
    private static let scripts = [
        "CREATE TABLE a (id BIGINT PRIMARY KEY); INSERT INTO a VALUES (1);", "CREATE TABLE b (id BIGINT PRIMARY KEY);",
        "ALTER TABLE a ADD COLUMN name TEXT;",
    ]

    private static func migrations(_ scripts: [String] = scripts) -> [Migration] {
        scripts.enumerated().map { Migration($0.offset + 1, "step", sql: Array($0.element.utf8)) }
    }

    static let migrations: [Sentence] =
        [
            Sentence("an empty database has all pending") { database async throws in
                let plan = try await Migrator(migrations(), on: database).plan()
                #expect(plan.applied == [] && plan.pending == migrations())
            },
            Sentence("a plan changes nothing") { database async throws in
                _ = try await Migrator(migrations(), on: database).plan()
                await expect(.invalid) { try await database.read("SELECT * FROM schema_migrations") }
            },
            Sentence("all are applied, in their order, and recorded") { database async throws in
                let migrator = Migrator(migrations(), on: database)
                #expect(try await migrator.migrate() == migrations())
                let plan = try await migrator.plan()
                #expect(plan.pending == [])
                #expect(plan.applied.map(\.number) == [1, 2, 3])
                #expect(plan.applied.map(\.checksum) == migrations().map(\.checksum))
                #expect(try await database.read("SELECT name FROM a").column(String?.self) == [nil])
            },
            Sentence("a second time nothing is left to do") { database async throws in
                try await Migrator(migrations(), on: database).migrate()
                #expect(try await Migrator(migrations(), on: database).migrate() == [])
            },
            Sentence("later ones follow") { database async throws in
                try await Migrator(Array(migrations().prefix(1)), on: database).migrate()
                #expect(try await Migrator(migrations(), on: database).migrate().map(\.number) == [2, 3])
            },
            Sentence("one that fails leaves nothing of itself, and what came before") { database async throws in
                let broken = migrations([
                    scripts[0], "CREATE TABLE c (id BIGINT); SELECT wrong FROM nowhere", scripts[1],
                ])
                await expect(.invalid) { try await Migrator(broken, on: database).migrate() }
                #expect(try await Migrator(broken, on: database).plan().applied.map(\.number) == [1])
                await expect(.invalid) { try await database.read("SELECT * FROM c") }
                let mended = migrations([scripts[0], "CREATE TABLE c (id BIGINT)", scripts[1]])
                #expect(try await Migrator(mended, on: database).migrate().map(\.number) == [2, 3])
            },
            Sentence("a newer schema is refused") { database async throws in
                try await Migrator(migrations(), on: database).migrate()
                await expect(.refused) { try await Migrator(Array(migrations().prefix(2)), on: database).migrate() }
            },
            Sentence("a script that was changed is refused") { database async throws in
                try await Migrator(migrations(), on: database).migrate()
                await expect(.refused) {
                    try await Migrator(migrations([scripts[0], scripts[1], scripts[2] + " "]), on: database).migrate()
                }
            },
            Sentence("of many that migrate at once one does, and all find it done") { database async throws in
                let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<8 {
                        group.addTask { try await Migrator(migrations(), on: database).migrate().count }
                    }
                    return try await group.reduce(into: [Int]()) { $0.append($1) }
                }
                #expect(applied.sorted() == [0, 0, 0, 0, 0, 0, 0, 3])
            },
            Sentence("each step is reported when it begins and when it is done") { database async throws in
                let events = Mutex<[String]>([])
                try await Migrator(Array(migrations().prefix(2)), on: database).migrate { event in
                    let text =
                        switch event {
                        case .waiting: "waiting"
                        case .applying(let migration): "applying \(migration)"
                        case .applied(let migration, _): "applied \(migration)"
                        }
                    events.withLock { $0.append(text) }
                }
                #expect(
                    events.withLock { $0 } == [
                        "applying 0001-step", "applied 0001-step", "applying 0002-step", "applied 0002-step",
                    ])
            },
            Sentence("who waits too long for another says so") { database async throws in
                let lock = try #require(try await database.tryLock("migrations"))
                let error = await expect(.busy) {
                    try await Migrator(migrations(), on: database).migrate(waiting: .zero)
                }
                #expect(error?.message.contains("Another process has been applying migrations") == true)
                await lock.release()
                try await Migrator(migrations(), on: database).migrate()
            },
        ]
}
