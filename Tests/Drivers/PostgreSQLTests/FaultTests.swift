import Basics
import Database
import Foundation
import Testing
import TestSupport

@testable import PostgreSQL

@Suite("PostgreSQL may be slow, busy, or gone", .timeLimit(.minutes(10))) struct FaultTests {
    @Test func `a statement that is canceled ends on the server, and its connection is used again`() async throws {
        try await withDatabase({ $0.connections = 2 }) { database in
            let task = Task {
                try await database.withConnection(.writing) { connection in
                    _ = try await connection.run(["SELECT pg_sleep(60), 'canceled here'"])
                }
            }
            try await until(database, sees: 1)
            task.cancel()
            #expect(await failure { try await task.value }?.code == .cancelled)
            try await until(database, sees: 0)
            for _ in 0..<8 {
                try await database.withConnection(.writing) { connection in
                    let one = try await connection.value("SELECT 1", as: Int.self)
                    #expect(one == 1)
                }
            }
            #expect(database.counters.connectionsInUse == 0)
        }
    }

    /// Waits until so many statements of `canceled here` run.
    private func until(_ database: PostgreSQLDatabase, sees count: Int) async throws {
        let running: Statement = """
            SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%canceled here%'
            AND pid <> pg_backend_pid()
            """
        while try await database.read(running).column(Int.self) != [count] { await Task.yield() }
    }

    @Test func `a shared read that is canceled ends at once, and its neighbors are answered`() async throws {
        try await withDatabase({ $0.sharedConnections = 1 }) { database in
            let slow = Task { try await database.read("SELECT pg_sleep(4)::text") }
            let neighbor = Task { try await database.read("SELECT 5").column(Int.self) }
            slow.cancel()
            #expect(await failure { _ = try await slow.value }?.code == .cancelled)
            let answer = try await neighbor.value
            #expect(answer == [5])
        }
    }

    @Test func `canceled callers leave no place taken`() async throws {
        try await withDatabase({ $0.connections = 2 }) { database in
            var numbers = SeededNumbers(seed: 4)
            for _ in 0..<20 {
                let tasks = (0..<10).map { index in
                    Task {
                        try await database.withConnection(index % 2 == 0 ? .writing : .reading) { connection in
                            _ = try await connection.run(["BEGIN", "SELECT pg_sleep(0.002)", "COMMIT"])
                        }
                    }
                }
                for task in tasks where numbers.below(2) == 0 { task.cancel() }
                for task in tasks { _ = try? await task.value }
            }
            #expect(database.counters.connectionsInUse == 0 && database.counters.waiting == 0)
            for _ in 0..<4 {
                let one = try await database.withConnection(.writing) { try await $0.value("SELECT 1", as: Int.self) }
                #expect(one == 1)
            }
        }
    }

    @Test func `a statement that runs too long is ended`() async throws {
        try await withDatabase { database in
            try await database.withConnection(.writing) { connection in
                connection.limit(statementsTo: .milliseconds(50))
                #expect(await failure { _ = try await connection.run(["SELECT pg_sleep(60)"]) }?.code == .timedOut)
                let one = try await connection.value("SELECT 1", as: Int.self)
                #expect(one == 1)
            }
        }
    }

    @Test func `who waits too long for a connection hears that all are busy`() async throws {
        try await withDatabase({
            $0.connections = 2
            $0.wait = .milliseconds(200)
        }) { database in
            let gate = Watched<[CheckedContinuation<Void, Never>]>([])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        try await database.withConnection(.writing) { _ in
                            await withCheckedContinuation { continuation in gate.update { $0.append(continuation) } }
                        }
                    }
                }
                while gate.current.count < 2 { await Task.yield() }
                #expect(await failure { try await database.withConnection(.writing) { _ in } }?.code == .busy)
                for continuation in gate.current { continuation.resume() }
                try await group.waitForAll()
            }
            try await database.withConnection(.writing) { _ in }
            #expect(database.counters.waits == 1)
        }
    }

    @Test func `a server that is killed is unavailable, and is used again when it is back`() async throws {
        let server = try await PostgreSQLServer()
        let driver = try await Driver(server.url())
        let database = driver.database
        _ = try await database.withConnection(.writing) { try await $0.execute("CREATE TABLE k (id int8 PRIMARY KEY)") }
        #expect(await database.status().version?.hasPrefix("PostgreSQL 15") == true)
        server.kill()
        // Its sessions are processes of their own, which notice one after the other that it is gone.
        let gone = await failure { while true { _ = try await database.read("SELECT 1") } }
        #expect(gone?.code == .unavailable)
        while await database.status().problem == nil { await Task.yield() }
        try await server.restartAfterKill()
        let back = ContinuousClock.now
        while await failure(of: { _ = try await database.read("SELECT 1") }) != nil { await Task.yield() }
        #expect(ContinuousClock.now - back < .seconds(5))
        _ = try await database.withConnection(.writing) { try await $0.execute("INSERT INTO k VALUES (1)") }
        await driver.stop()
    }

    @Test(arguments: 0..<(Place.isLong ? 20 : 2))
    func `each acknowledged write survives a kill, once`(seed: Int) async throws {
        let server = try await PostgreSQLServer()
        let driver = try await Driver(server.url()) { $0.connections = 8 }
        try await Load.makeTable(in: driver.database)
        let load = Load(driver.database)
        var numbers = SeededNumbers(seed: UInt64(seed))
        var recoveries: [Duration] = []
        try await load.run {
            for _ in 0..<2 {
                try await load.acknowledges(100 + numbers.below(1000))
                try await server.restartAfterKill()
                recoveries.append(try await load.recovers())
            }
        }
        // On another loop of the driver what failed last may still be resting.
        let direct = try await Driver(server.url(), loops: 1)
        try await load.check(by: direct.database)
        await direct.stop()
        await driver.stop()
        // A sanitizer slows down what is to recover.
        guard Place.sanitizer(for: []).isEmpty else { return }
        #expect(try #require(recoveries.min()) < .seconds(1))
    }

    @Test func `who listens hears what is said, and that something may be missing`() async throws {
        let server = try await PostgreSQLServer()
        let driver = try await Driver(server.url())
        let database = driver.database
        let channel = try #require(SQLChannel("news"))
        var heard = try await database.listen(to: channel).makeAsyncIterator()
        try await database.withConnection(.writing) { try await $0.notify(channel, "héllo") }
        #expect(await heard.next() == .message("héllo"))
        try await server.restartAfterKill()
        #expect(await heard.next() == .maybeMissed)
        try await database.withConnection(.writing) { connection in
            _ = try await connection.run(["BEGIN"])
            try await connection.notify(channel, "")
            _ = try await connection.run(["COMMIT"])
        }
        #expect(await heard.next() == .message(""))
        await driver.stop()
        #expect(await heard.next() == nil)
    }

    @Test func `a lock is held by one, until it is released or the connection is lost`() async throws {
        let server = try await PostgreSQLServer()
        let one = try await Driver(server.url()), other = try await Driver(server.url())
        let lock = try #require(try await one.database.tryLock("janitor"))
        #expect(try await one.database.tryLock("janitor") == nil)
        #expect(try await other.database.tryLock("janitor") == nil)
        #expect(await lock.isHeld())
        await lock.release()
        #expect(await !lock.isHeld())
        let second = try #require(try await other.database.tryLock("janitor"))
        try await server.restartAfterKill()
        while await second.isHeld() { await Task.yield() }
        await one.stop()
        await other.stop()
    }
}
