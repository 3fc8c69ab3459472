import Database
import TestSupport
import Testing

@testable import PostgreSQL

@Suite("What is given up disturbs nobody else", .timeLimit(.minutes(2))) struct GivingUpTests {
    @Test func `a read that waits for a server which never answers can be given up`() async throws {
        let silent = try ListeningSocket()
        let driver = try await Driver("postgresql://nobody@127.0.0.1:\(silent.port)/none", loops: 1) {
            $0.connectTimeout = .seconds(30)
        }
        let read = Task { try await driver.database.read("SELECT 1") }
        read.cancel()
        #expect(await failure { _ = try await read.value }?.code == .cancelled)
        // One that waits already, because another has begun to connect.
        let second = Task { try await driver.database.read("SELECT 1") }
        while driver.database.counters.waiting == 0 {
            try Task.checkCancellation()
            await Task.yield()
        }
        second.cancel()
        #expect(await failure { _ = try await second.value }?.code == .cancelled)
        await driver.stop()
    }

    @Test func `after a read was given up, one that takes too long is told so`() async throws {
        try await withDatabase({
            $0.sharedConnections = 1
            $0.readTimeout = .seconds(3)
        }) { database in
            let slow = Task { try await database.read("SELECT pg_sleep(3601)::text") }
            while try await running("%pg_sleep(3601)%", database) == 0 { try Task.checkCancellation() }
            slow.cancel()
            #expect(await failure { _ = try await slow.value }?.code == .cancelled)
            while database.counters.cancels == 0 {
                try Task.checkCancellation()
                await Task.yield()
            }
            #expect(await failure { _ = try await database.read("SELECT pg_sleep(3600)::text") }?.code == .timedOut)
        }
    }

    /// How many sessions run such a statement now.
    private func running(_ pattern: String, _ database: PostgreSQLDatabase) async throws -> Int {
        try await database.withConnection(.reading) { connection in
            let count: Statement = """
                SELECT count(*) FROM pg_stat_activity
                WHERE query LIKE \(pattern) AND state = 'active' AND pid <> pg_backend_pid()
                """
            return try await connection.value(count) ?? 0
        }
    }

    @Test func `an attempt at a lock that is given up leaves the other locks held`() async throws {
        try await withDatabase { database in
            let lock = try #require(try await database.tryLock("kept"))
            for number in 0..<50 {
                let attempt = Task { try await database.tryLock("given up \(number)") }
                attempt.cancel()
                if case .success(let other?) = await attempt.result { await other.release() }
                #expect(await lock.isHeld())
            }
            await lock.release()
        }
    }

    @Test func `shared reads see what was committed, whatever isolation a role prefers`() async throws {
        let server = try await PostgreSQLServer.shared()
        try await withDatabase { database in
            try await database.transaction(["DROP ROLE IF EXISTS repeating", "CREATE ROLE repeating LOGIN"])
            try await database.transaction([
                "ALTER ROLE repeating SET default_transaction_isolation = 'repeatable read'"
            ])
        }
        let driver = try await Driver(server.url(user: "repeating"))
        let isolation = try await driver.database.read("SHOW default_transaction_isolation").column(String.self)
        #expect(isolation == ["read committed"])
        await driver.stop()
    }
}
