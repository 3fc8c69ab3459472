import Basics
import Database
import Testing
import TestSupport

@testable import PostgreSQL

@Suite("PostgreSQL over a network that breaks", .timeLimit(.minutes(10))) struct NetworkTests {
    /// The driver behind a proxy, and one that reaches the server directly, over an empty database.
    private func withProxy(
        _ plan: @escaping FaultyProxy.Plan = { _ in nil },
        changing change: (inout PostgreSQLSettings) -> Void = { _ in },
        _ body: (_ database: PostgreSQLDatabase, _ direct: PostgreSQLDatabase, FaultyProxy) async throws -> Void
    ) async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try await server.newDatabase()
        let proxy = try FaultyProxy(to: server.port, plan)
        let driver = try await Driver(server.url(port: proxy.port, database: name), change)
        let direct = try await Driver(server.url(database: name), loops: 1) { $0.connections = 2 }
        do {
            try await body(driver.database, direct.database, proxy)
        } catch {
            Issue.record(error)
        }
        await driver.stop()
        await direct.stop()
    }

    // MARK: A commit that nobody hears of

    enum Way: CaseIterable { case shared, statement, batch, commit }

    @Test(arguments: Way.allCases, [FaultyProxy.Direction.toServer, .toClient])
    func `a commit whose answer never comes is unknown`(way: Way, direction: FaultyProxy.Direction) async throws {
        try await withProxy { database, direct, proxy in
            try await direct.transaction(["CREATE TABLE lost (id int8)"])
            // So that all connections are there.
            try await write(0, way, database)
            var error: DatabaseError?
            repeat {
                error = await failure {
                    try await write(1, way, database) {
                        proxy.withhold(direction)
                    } meanwhile: {
                        try await proxy.hasWithheld()
                        // That may have been another connection's: what went to the server is to be done there.
                        while direction == .toClient, try await !isDone(1, in: direct) { await Task.yield() }
                        proxy.resetAll()
                    }
                }
                // What was withheld may have been another connection's; then nothing was done, and it is told so.
                if error?.code == .unavailable { #expect(try await !isDone(1, in: direct)) }
            } while error?.code == .unavailable
            #expect(error?.code == .unknownOutcome, "\(way) \(direction) \(String(describing: error))")
            // Of other connections it is noticed one after the other that they are gone: nothing is done on those.
            while await failure(of: { try await write(2, way, database) })?.code == .unavailable { await Task.yield() }
            let stored = try await direct.read("SELECT id FROM lost ORDER BY id").column(Int.self)
            #expect(stored == (direction == .toServer ? [0, 2] : [0, 1, 2]))
            #expect(database.counters.connectionsInUse == 0)
        }
    }

    private func isDone(_ id: Int, in direct: PostgreSQLDatabase) async throws -> Bool {
        try Task.checkCancellation()
        return try await !direct.read("SELECT id FROM lost WHERE id = \(id)").isEmpty
    }

    /// Writes a row, and does something before and while it is committed.
    private func write(
        _ id: Int, _ way: Way, _ database: PostgreSQLDatabase, before: () -> Void = {},
        meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) async throws {
        if way == .shared {
            var rows = Columns([.init("id", .integer)])
            rows.append([.integer(Int64(id))])
            before()
            async let trouble: Void = meanwhile()
            try await database.commit([BulkInsert(rows, [Insertion(into: "lost", ["id"])])])
            return try await trouble
        }
        let insert: Statement = "INSERT INTO lost VALUES (\(id))"
        try await database.withConnection(.writing) { connection in
            if way == .commit { _ = try await connection.run(["BEGIN", insert]) }
            before()
            async let trouble: Void = meanwhile()
            switch way {
            case .statement: try await connection.execute(insert)
            case .batch: _ = try await connection.run(["BEGIN", insert, "COMMIT"])
            default: _ = try await connection.run(["COMMIT"])
            }
            try await trouble
        }
    }

    @Test func `what is lost before its commit was sent is not done, and nobody is in doubt`() async throws {
        try await withProxy { database, direct, proxy in
            try await direct.transaction(["CREATE TABLE lost (id int8)"])
            let error = await failure {
                try await database.withConnection(.writing) { connection in
                    _ = try await connection.run(["BEGIN", "INSERT INTO lost VALUES (1)"])
                    proxy.resetAll()
                    _ = try await connection.run(["INSERT INTO lost VALUES (2)"])
                }
            }
            #expect(error?.code == .unavailable)
            #expect(try await direct.read("SELECT id FROM lost").isEmpty)
        }
    }

    // MARK: What is held, and heard

    @Test func `a lock of which nothing is heard is no longer held`() async throws {
        try await withProxy(changing: {
            $0.answerTime = .milliseconds(300)
        }) { database, direct, proxy in
            let lock = try #require(try await database.tryLock("janitor"))
            #expect(await lock.isHeld())
            proxy.withhold(.toClient)
            // Two who ask: what one has asked must not reassure the other.
            async let first: Void = until(lost: lock)
            async let second: Void = until(lost: lock)
            _ = await (first, second)
            #expect(await !lock.isHeld())
            // The server lets go of it when it sees that nobody is there.
            proxy.resetAll()
            while try await direct.tryLock("janitor") == nil { await Task.yield() }
        }
    }

    private func until(lost lock: any SQLLock) async { while await lock.isHeld() { await Task.yield() } }

    @Test func `who gives up listening is answered at once, and others go on to hear`() async throws {
        try await withProxy { database, direct, proxy in
            let (news, other) = (try #require(SQLChannel("news")), try #require(SQLChannel("other")))
            var heard = try await database.listen(to: news).makeAsyncIterator()
            proxy.withhold(.toClient)
            let late = Task { try await database.listen(to: other) }
            try await proxy.hasWithheld()
            late.cancel()
            #expect(await failure { _ = try await late.value }?.code == .cancelled)
            proxy.resetAll()
            #expect(await heard.next() == .maybeMissed)
            try await direct.withConnection(.writing) { try await $0.notify(news, "hello") }
            #expect(await heard.next() == .message("hello"))
        }
    }

    // MARK: Nothing runs on for nobody

    @Test func `a statement whose connection is lost ends on the server`() async throws {
        try await withProxy { database, direct, proxy in
            let task = Task {
                try await database.withConnection(.reading) { try await $0.rows("SELECT pg_sleep(3600), 'lost'").count }
            }
            try await until(direct, sees: 1)
            proxy.resetAll()
            #expect(await failure { _ = try await task.value }?.code == .unavailable)
            try await until(direct, sees: 0)
        }
    }

    @Test func `many that are canceled at once all end on the server`() async throws {
        let server = try await PostgreSQLServer()
        let driver = try await Driver(server.url()) { $0.connections = 50 }
        let tasks = (0..<48).map { _ in
            Task {
                try await driver.database.withConnection(.writing) {
                    try await $0.rows("SELECT pg_sleep(3600), 'many'").count
                }
            }
        }
        let direct = try await Driver(server.url(), loops: 1)
        try await until(direct.database, sees: 48)
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await failure { _ = try await task.value }?.code == .cancelled) }
        try await until(direct.database, sees: 0)
        #expect(driver.database.counters.connectionsInUse == 0)
        await driver.stop()
        await direct.stop()
    }

    private func until(_ database: PostgreSQLDatabase, sees count: Int) async throws {
        let running: Statement = """
            SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(3600)%'
            AND datname = current_database() AND pid <> pg_backend_pid()
            """
        while try await database.read(running).column(Int.self) != [count] { await Task.yield() }
    }

    // MARK: All at once

    @Test(arguments: 0..<(Place.isLong ? 20 : 3))
    func `each acknowledged write is there once, wherever connections break`(seed: Int) async throws {
        let isCalm = Watched(false)
        try await withProxy { number in
            // Some break while they are made, most while they are used.
            let seed = UInt64(seed * 1_000 + number)
            // What drips goes on for ever: were all to do so, no more would be made.
            let kinds: [FaultyProxy.Fault.Kind] = number % 5 == 0 ? [.drip, .stall] : [.cut, .reset, .stall]
            let within = number % 4 == 0 ? 1_000 : 60_000
            return isCalm.current ? nil : FaultyProxy.Fault(seed: seed, within: within, kinds: kinds)
        } changing: {
            $0.connections = 8
            $0.connectTimeout = .milliseconds(500)
            $0.readTimeout = .milliseconds(500)
            $0.statementTimeout = .milliseconds(1_000)
            $0.answerTime = .milliseconds(500)
        } _: { database, direct, proxy in
            try await Load.makeTable(in: direct)
            let load = Load(database)
            var recoveries: [Duration] = []
            try await load.run {
                for round in 1...2 {
                    isCalm.update { $0 = false }
                    proxy.resetAll()
                    while proxy.connections < 40 * round {
                        try Task.checkCancellation()
                        await Task.yield()
                    }
                    isCalm.update { $0 = true }
                    proxy.resetAll()
                    recoveries.append(try await load.recovers())
                }
                try await load.acknowledges(20)
            }
            try await load.check(by: direct)
            // A sanitizer slows down what is to recover.
            guard Place.sanitizer(for: []).isEmpty else { return }
            #expect(try #require(recoveries.min()) < .seconds(1))
        }
    }
}
