import Database
import SQLite
import TestSupport
import Testing

@Suite("Every call of SQLite is bounded", .timeLimit(.minutes(2))) struct BoundsTests {
    /// A statement that ends only after some minutes.
    private static let endless: Statement = """
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000000000)
        SELECT sum(n % 7) FROM numbers
        """

    @Test(arguments: [Use.reading, .writing])
    func `a statement that runs too long is ended, and the connection goes on`(use: Use) async throws {
        let scratch = try await Scratch()
        try await scratch.database.withConnection(use) { connection in
            connection.limit(statementsTo: .milliseconds(50))
            #expect(await failure { try await connection.run([Self.endless]) }?.code == .timedOut)
            let seven = try await connection.value("SELECT 7", as: Int.self)
            #expect(seven == 7)
        }
        #expect(scratch.database.counters.connectionsInUse == 0)
        await scratch.database.close()
    }

    @Test(arguments: [Use.reading, .writing])
    func `a statement whose caller is cancelled ends`(use: Use) async throws {
        let scratch = try await Scratch()
        let database = scratch.database
        let task = Task {
            await failure { try await database.withConnection(use) { try await $0.run([Self.endless]) } }
        }
        while database.counters.connectionsInUse == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(database.counters.connectionsInUse == 0)
        #expect(try await database.withConnection(use) { try await $0.value("SELECT 7", as: Int.self) } == 7)
        await database.close()
    }

    @Test func `a read that is not short goes on elsewhere, and is ended when its caller is cancelled`() async throws {
        var settings = SQLiteSettings()
        settings.quickTime = .milliseconds(1)
        let scratch = try await Scratch(settings)
        let database = scratch.database
        let sum = try await database.number(
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)
            SELECT sum(n) FROM numbers
            """)
        #expect(sum == 5_000_050_000)
        #expect(database.counters.movedReads == 1)
        let task = Task { await failure { try await database.read(Self.endless) } }
        while database.counters.movedReads == 1 { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        await database.close()
    }

    @Test func `a read of much goes on elsewhere`() async throws {
        let scratch = try await Scratch()
        let rows = try await scratch.database.read("SELECT zeroblob(3000000)")
        #expect(try rows.column([UInt8].self).first?.count == 3_000_000)
        #expect(scratch.database.counters.movedReads == 1)
        await scratch.database.close()
    }

    @Test func `what only reads cannot write, nor begin a transaction`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE t (x)"])
        for statement in ["INSERT INTO t VALUES (1)", "DROP TABLE t", "BEGIN", "PRAGMA user_version=9"] as [Statement] {
            #expect(await failure { try await scratch.database.read(statement) }?.code == .invalid)
        }
        #expect(try await scratch.database.number("SELECT count(*) FROM t") == 0)
        await scratch.database.close()
    }

    @Test func `who waits for a connection for too long is told so, and nothing leaks`() async throws {
        var settings = SQLiteSettings.impatient
        settings.readers = 1
        let scratch = try await Scratch(settings)
        let database = scratch.database
        for use in [Use.reading, .writing] {
            try await database.withConnection(use) { _ in
                #expect(await failure { try await database.withConnection(use) { _ in } }?.code == .busy)
            }
            try await database.withConnection(use) { _ in }
        }
        #expect(database.counters.connectionsInUse == 0)
        #expect(database.counters.waiting == 0)
        #expect(database.counters.waits == 2)
        #expect(database.counters.errors[.busy] == 2)
        await database.close()
    }

    @Test func `who waits for a connection can be cancelled, and nothing leaks`() async throws {
        let scratch = try await Scratch()
        let database = scratch.database
        try await database.withConnection(.writing) { _ in
            let tasks = (0..<20).map { _ in
                Task { await failure { try await database.withConnection(.writing) { _ in } } }
            }
            while database.counters.waiting < 20 { await Task.yield() }
            for task in tasks { task.cancel() }
            for task in tasks { #expect(await task.value?.code == .cancelled) }
        }
        #expect(database.counters.connectionsInUse == 0)
        try await database.withConnection(.writing) { _ in }
        await database.close()
    }

    @Test func `callers come in the order in which they asked`() async throws {
        let scratch = try await Scratch()
        let database = scratch.database
        let order = Watched<[Int]>([])
        try await database.withConnection(.writing) { _ in
            for number in 0..<20 {
                Task {
                    try await database.withConnection(.writing) { _ in order.update { $0.append(number) } }
                }
                while database.counters.waiting < number + 1 { await Task.yield() }
            }
        }
        while order.current.count < 20 { await Task.yield() }
        #expect(order.current == Array(0..<20))
        await database.close()
    }

    @Test func `cancelling at any moment leaves everything in order`() async throws {
        let scratch = try await Scratch(.init(), ["CREATE TABLE t (id INTEGER PRIMARY KEY, x BIGINT)"])
        let database = scratch.database
        var numbers = SeededNumbers(seed: 7)
        var acknowledged = 0
        for turn in 0..<(Place.isLong ? 2000 : 200) {
            let task = Task {
                try await database.transaction { connection in
                    for _ in 0..<5 { try await connection.execute("INSERT INTO t (x) VALUES (\(turn))") }
                }
            }
            for _ in 0..<numbers.below(60) { await Task.yield() }
            task.cancel()
            do {
                try await task.value
                acknowledged += 1
            } catch { #expect((error as? DatabaseError)?.code == .cancelled || error is CancellationError) }
            #expect(try await database.number("SELECT count(*) FROM t") == acknowledged * 5)
        }
        #expect(database.counters.connectionsInUse == 0)
        await database.close()
    }

    @Test func `what is streamed comes whole, in pieces`() async throws {
        let scratch = try await Scratch()
        let database = scratch.database
        let count = Place.isLong ? 1_000_000 : 100_000
        try await database.transaction(.snapshot, for: .reading) { connection in
            var (sum, pieces) = (0, 0)
            let statement: Statement = """
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(count))
                SELECT n, 'row ' || n FROM numbers
                """
            try await connection.stream(statement) { rows in
                pieces += 1
                // However many there are, a few hundred kilobytes are in memory at once.
                #expect(rows.count <= 1 << 13)
                for index in 0..<rows.count {
                    var row = rows[index]
                    sum += try row.next(Int.self)
                }
                return true
            }
            #expect(sum == count * (count + 1) / 2)
            #expect(pieces > count / 20_000)
        }
        await database.close()
    }

    @Test func `a stream can be left, by an answer and by a failure, and runs in a transaction only`() async throws {
        struct Enough: Error {}
        let scratch = try await Scratch()
        let database = scratch.database
        try await database.transaction(.snapshot, for: .reading) { connection in
            try await connection.stream(Self.many) { _ in false }
            await #expect(throws: Enough.self) { try await connection.stream(Self.many) { _ in throw Enough() } }
            let seven = try await connection.value("SELECT 7", as: Int.self)
            #expect(seven == 7)
        }
        let late = await failure {
            try await database.transaction(.snapshot, for: .reading) { connection in
                connection.limit(statementsTo: .milliseconds(50))
                try await connection.stream(Self.endless) { _ in true }
            }
        }
        #expect(late?.code == .timedOut)
        let error = await failure {
            try await database.withConnection(.reading) { try await $0.stream(Self.many) { _ in true } }
        }
        #expect(error?.code == .invalid)
        #expect(database.counters.connectionsInUse == 0)
        await database.close()
    }

    private static let many: Statement = """
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000000)
        SELECT n FROM numbers
        """
}
