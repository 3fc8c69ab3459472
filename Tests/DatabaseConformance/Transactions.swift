import Basics
import Database
import Synchronization
import Testing

struct Whim: Error, Equatable {}

extension DatabaseConformance {
    static let transactions: [Sentence] =
        [
            Things.sentence("what a closure did is there when it returned") { database async throws in
                let result = try await database.transaction { connection async throws in
                    try await connection.execute("INSERT INTO things (id) VALUES (1)")
                    return "done"
                }
                #expect(result == "done")
                #expect(try await Things.ids(database) == [1])
            },
            Things.sentence("what a closure did is undone when it throws, and its error comes through") {
                database async throws in
                await #expect(throws: Whim()) {
                    try await database.transaction { connection async throws in
                        try await connection.execute("INSERT INTO things (id) VALUES (1)")
                        throw Whim()
                    }
                }
                #expect(try await Things.ids(database) == [])
            },
            Things.sentence("a statement that failed undoes the rest, also when its error was caught") {
                database async throws in
                _ = try? await database.transaction { connection async throws in
                    try await connection.execute("INSERT INTO things (id) VALUES (1)")
                    _ = try? await connection.execute("SELECT * FROM nowhere")
                    throw Whim()
                }
                #expect(try await Things.ids(database) == [])
            },
            Things.sentence("a transaction sees what it did itself, and nobody else does") { database async throws in
                try await database.transaction { connection async throws in
                    try await connection.execute("INSERT INTO things (id) VALUES (1)")
                    #expect(try await connection.value("SELECT count(*) FROM things", as: Int.self) == 1)
                    #expect(try await Things.count(database) == 0)
                }
                #expect(try await Things.count(database) == 1)
            },
            Things.sentence("statements in one round trip are all done or none") { database async throws in
                await expect(.duplicate) { try await Things.insert([1, 2, 1], database) }
                #expect(try await Things.ids(database) == [])
                try await Things.insert([1, 2, 3], database)
                #expect(try await Things.ids(database) == [1, 2, 3])
            },
            Things.sentence("statements in one round trip are each answered") { database async throws in
                let answers = try await database.transaction([
                    "INSERT INTO things (id) VALUES (1), (2)", "SELECT count(*) FROM things",
                ])
                #expect(answers.count == 2)
                #expect(answers[0].affected == 2)
                #expect(try answers[1].column(Int.self) == [2])
            },
            Things.sentence("a transaction for reading may not write") { database async throws in
                do {
                    try await database.transaction(for: .reading) { connection async throws in
                        _ = try await connection.execute("INSERT INTO things (id) VALUES (1)")
                    }
                    Issue.record("a reader has written")
                } catch {}
                #expect(try await Things.count(database) == 0)
            },
            Things.sentence("what is left open is rolled back") { database async throws in
                try await database.withConnection(.writing) { connection async throws in
                    _ = try await connection.run(["BEGIN", "INSERT INTO things (id) VALUES (1)"])
                }
                #expect(try await Things.count(database) == 0)
                try await Things.insert([1], database)
                #expect(try await Things.count(database) == 1)
            },
            Things.sentence("a cancelled transaction is rolled back, and its connection is free again") {
                database async throws in
                for _ in 0..<20 {
                    let began = AsyncStream<Void>.makeStream()
                    let task = Task {
                        try await database.transaction { connection async throws in
                            try await connection.execute("INSERT INTO things (id) VALUES (1)")
                            began.continuation.yield()
                            try await Task.sleep(for: .seconds(60))
                        }
                    }
                    for await _ in began.stream { break }
                    task.cancel()
                    _ = await task.result
                }
                #expect(try await Things.count(database) == 0)
                try await Things.insert([1], database)
            },
            Things.sentence("many at once each do their own") { database async throws in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for id in 0..<100 {
                        group.addTask {
                            try await database.transaction { connection async throws in
                                try await connection.execute("INSERT INTO things (id) VALUES (\(id))")
                                try await connection.execute("UPDATE things SET whole = \(id) WHERE id = \(id)")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await Things.ids(database) == Array(0..<100))
            },
            Things.sentence("a transaction that was in another's way is tried again") { database async throws in
                let tries = Mutex(0)
                try await database.transaction { _ in
                    let count = tries.withLock { tries in
                        tries += 1
                        return tries
                    }
                    if count < 3 { throw DatabaseError(.conflict, "as if another were in the way") }
                }
                #expect(tries.withLock { $0 } == 3)
            },
            Things.sentence("one that may run only once is not") { database async throws in
                let tries = Mutex(0)
                await expect(.conflict) {
                    try await database.transaction(repeats: false) { _ in
                        tries.withLock { $0 += 1 }
                        throw DatabaseError(.conflict, "as if another were in the way")
                    }
                }
                #expect(tries.withLock { $0 } == 1)
            },
        ]

    static let savepoints: [Sentence] =
        [
            Things.sentence("the inner part is undone, the outer goes on") { database async throws in
                try await database.transaction { connection async throws in
                    try await connection.execute("INSERT INTO things (id) VALUES (1)")
                    await #expect(throws: Whim()) {
                        try await connection.savepoint { inner async throws in
                            try await inner.execute("INSERT INTO things (id) VALUES (2)")
                            throw Whim()
                        }
                    }
                    try await connection.execute("INSERT INTO things (id) VALUES (3)")
                }
                #expect(try await Things.ids(database) == [1, 3])
            },
            Things.sentence("after a failed statement in the inner part the outer goes on") { database async throws in
                try await database.transaction { connection async throws in
                    try await connection.execute("INSERT INTO things (id) VALUES (1)")
                    await expect(.duplicate) {
                        try await connection.savepoint { try await $0.execute("INSERT INTO things (id) VALUES (1)") }
                    }
                    try await connection.execute("INSERT INTO things (id) VALUES (2)")
                }
                #expect(try await Things.ids(database) == [1, 2])
            },
            Things.sentence("an inner part within an inner part is undone alone") { database async throws in
                try await database.transaction { connection async throws in
                    try await connection.savepoint { outer async throws in
                        try await outer.execute("INSERT INTO things (id) VALUES (1)")
                        _ = try? await outer.savepoint { inner async throws in
                            try await inner.execute("INSERT INTO things (id) VALUES (2)")
                            throw Whim()
                        }
                    }
                }
                #expect(try await Things.ids(database) == [1])
            },
            Things.sentence("an inner part that returned is undone with the outer") { database async throws in
                _ = try? await database.transaction { connection async throws in
                    try await connection.savepoint { try await $0.execute("INSERT INTO things (id) VALUES (1)") }
                    throw Whim()
                }
                #expect(try await Things.ids(database) == [])
            },
        ]

    static let isolation: [Sentence] =
        [
            Things.sentence("a snapshot does not see what is committed meanwhile") { database async throws in
                try await Things.insert([1], database)
                try await database.transaction(.snapshot, for: .reading) { connection async throws in
                    #expect(try await connection.value("SELECT count(*) FROM things", as: Int.self) == 1)
                    try await Things.insert([2], database)
                    #expect(try await connection.value("SELECT count(*) FROM things", as: Int.self) == 1)
                }
                #expect(try await Things.count(database) == 2)
            },
            Things.sentence("counting up by many at once loses nothing") { database async throws in
                try await database.transaction(["INSERT INTO things (id, whole) VALUES (1, 0)"])
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            for _ in 0..<5 { try await countUp(database) }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await database.read("SELECT whole FROM things").column(Int.self) == [40])
            },
            Things.sentence("two that each read what the other writes do not both succeed unseen") {
                database async throws in
                try await database.transaction(["INSERT INTO things (id, whole) VALUES (1, 1), (2, 1)"])
                await withTaskGroup(of: Void.self) { group in
                    for id in 1...2 { group.addTask { _ = try? await leave(id, database) } }
                }
                // At least one has to stay: each leaves only when it sees that the other is there.
                #expect(try await database.read("SELECT count(*) FROM things WHERE whole = 1").column(Int.self)[0] >= 1)
            },
        ]

    private static func countUp(_ database: any SQLDatabase) async throws {
        while true {
            do {
                return try await database.transaction(.serializable) { connection async throws in
                    let value = try await connection.value("SELECT whole FROM things WHERE id = 1", as: Int.self) ?? 0
                    try await connection.execute("UPDATE things SET whole = \(value + 1) WHERE id = 1")
                }
            } catch let error as DatabaseError where error.code == .conflict {}
        }
    }

    private static func leave(_ id: Int, _ database: any SQLDatabase) async throws {
        try await database.transaction(.serializable) { connection async throws in
            let present = try await connection.value("SELECT count(*) FROM things WHERE whole = 1", as: Int.self)
            if present == 2 { try await connection.execute("UPDATE things SET whole = 0 WHERE id = \(id)") }
        }
    }
}
