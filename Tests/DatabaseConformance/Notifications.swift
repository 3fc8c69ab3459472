import Database
import Testing

extension DatabaseConformance {
    private static func channel(_ name: String) throws -> SQLChannel { try #require(SQLChannel(name)) }

    static let notifications: [Sentence] =
        [
            Sentence("who listens hears what is said afterwards, in its order") { database async throws in
                let heard = try await database.listen(to: channel("news"))
                for number in 0..<10 { try await say("\(number)", on: "news", database) }
                var iterator = heard.makeAsyncIterator()
                for number in 0..<10 { #expect(await iterator.next() == .message("\(number)")) }
            },
            Sentence("what is said in a transaction is heard once it is committed") { database async throws in
                let heard = try await database.listen(to: channel("news"))
                try await database.transaction { connection async throws in
                    try await connection.notify(channel("news"), "late")
                    try await say("early", on: "news", elsewhere: connection, database)
                }
                var iterator = heard.makeAsyncIterator()
                var messages: [SQLNotifications.Element?] = []
                for _ in 0..<2 { messages.append(await iterator.next()) }
                #expect(messages.contains(.message("late")))
            },
            Sentence("what is said in a transaction that is undone is not heard") { database async throws in
                let heard = try await database.listen(to: channel("news"))
                _ = try? await database.transaction { connection async throws in
                    try await connection.notify(channel("news"), "never")
                    throw Whim()
                }
                try await say("after", on: "news", database)
                var iterator = heard.makeAsyncIterator()
                #expect(await iterator.next() == .message("after"))
            },
            Sentence("all who listen hear it, and only what is for them") { database async throws in
                let first = try await database.listen(to: channel("one"))
                let second = try await database.listen(to: channel("one"))
                let other = try await database.listen(to: channel("two"))
                try await say("a", on: "one", database)
                try await say("b", on: "two", database)
                for heard in [first, second] {
                    var iterator = heard.makeAsyncIterator()
                    #expect(await iterator.next() == .message("a"))
                }
                var iterator = other.makeAsyncIterator()
                #expect(await iterator.next() == .message("b"))
            },
            Sentence("a message may hold any text, also none") { database async throws in
                let heard = try await database.listen(to: channel("news"))
                let texts = ["", "'\"\\;--", "日本語 🇯🇵", String(repeating: "x", count: 7000)]
                for text in texts { try await say(text, on: "news", database) }
                var iterator = heard.makeAsyncIterator()
                for text in texts { #expect(await iterator.next() == .message(text)) }
            },
            Sentence("a message of more than 7,999 bytes is invalid") { database async throws in
                await expect(.invalid) { try await say(String(repeating: "x", count: 8000), on: "news", database) }
            },
            Sentence("saying something that nobody hears is no fault") { database async throws in
                try await say("hello", on: "nobody", database)
            },
        ]

    private static func say(_ text: String, on name: String, _ database: any SQLDatabase) async throws {
        let channel = try channel(name)
        try await database.withConnection(.writing) { try await $0.notify(channel, text) }
    }

    /// Says something while a transaction is open, on a connection of its own where there can be another writer.
    private static func say(
        _ text: String, on name: String, elsewhere connection: any SQLConnection, _ database: any SQLDatabase
    ) async throws {
        switch connection.dialect {
        case .postgresql: try await say(text, on: name, database)
        case .sqlite: try await connection.notify(channel(name), text)
        }
    }

    static let locks: [Sentence] =
        [
            Sentence("a lock is had by one") { database async throws in
                let lock = try #require(try await database.tryLock("janitor"))
                #expect(try await database.tryLock("janitor") == nil)
                #expect(await lock.isHeld())
                await lock.release()
            },
            Sentence("a lock that was released can be had again") { database async throws in
                for _ in 0..<20 {
                    let lock = try #require(try await database.tryLock("janitor"))
                    await lock.release()
                    #expect(await !lock.isHeld())
                }
            },
            Sentence("releasing twice releases nobody else's") { database async throws in
                let first = try #require(try await database.tryLock("janitor"))
                await first.release()
                let second = try #require(try await database.tryLock("janitor"))
                await first.release()
                #expect(try await database.tryLock("janitor") == nil)
                await second.release()
            },
            Sentence("locks of other names are other locks") { database async throws in
                let first = try #require(try await database.tryLock("janitor"))
                let second = try #require(try await database.tryLock("scheduler"))
                await first.release()
                #expect(await second.isHeld())
                await second.release()
            },
            Sentence("of many who try at once one has it") { database async throws in
                let locks = await withTaskGroup(of: (any SQLLock)?.self) { group in
                    for _ in 0..<20 { group.addTask { try? await database.tryLock("janitor") } }
                    return await group.reduce(into: [any SQLLock]()) { if let lock = $1 { $0.append(lock) } }
                }
                #expect(locks.count == 1)
                for lock in locks { await lock.release() }
            },
            Sentence("a lock takes none of the connections that others need") { database async throws in
                var locks: [any SQLLock] = []
                for number in 0..<10 { locks.append(try #require(try await database.tryLock("lock \(number)"))) }
                try await database.transaction { _ = try await $0.rows("SELECT 1") }
                for lock in locks { await lock.release() }
            },
        ]

    static let status: [Sentence] =
        [
            Sentence("it says what it is") { database async throws in
                let status = await database.status()
                #expect(status.isReady)
                #expect(status.version?.contains(database.dialect == .sqlite ? "SQLite 3" : "PostgreSQL ") == true)
            },
            Sentence("it counts the connections that are lent") { database async throws in
                try await database.withConnection(.writing) { _ in
                    #expect(await database.status().connectionsInUse == 1)
                }
                #expect(await database.status().connectionsInUse == 0)
            },
        ]
}
