import Basics
import Database
import Testing
import TestSupport

@testable import PostgreSQL

@Suite("PostgreSQL hands rows over as they come", .timeLimit(.minutes(5))) struct StreamTests {
    @Test func `a million rows come in small parts`() async throws {
        try await withDatabase { database in
            try await database.transaction(for: .reading) { connection in
                var sum = 0, most = 0
                try await connection.stream("SELECT n, 'row ' || n FROM generate_series(1, \(1_000_000)) n") { rows in
                    sum += try rows.column(Int.self).reduce(0, +)
                    most = max(most, rows.size)
                    return true
                }
                #expect(sum == 500_000_500_000 && most < 512 << 10)
            }
            #expect(database.counters.rows == 1_000_000)
        }
    }

    @Test func `who has seen enough, or throws, leaves the connection in order`() async throws {
        try await withDatabase { database in
            try await database.transaction(for: .reading) { connection in
                var seen = 0
                try await connection.stream("SELECT n FROM generate_series(1, 100000) n") { rows in
                    seen += rows.count
                    return seen < 1000
                }
                #expect(seen >= 1000 && seen < 10_000)
                await #expect(throws: TestFailure.self) {
                    try await connection.stream("SELECT 1") { _ in throw TestFailure("enough") }
                }
                #expect(try await connection.value("SELECT 3", as: Int.self) == 3)
            }
        }
    }

    @Test func `not outside of a transaction`() async throws {
        try await withDatabase { database in
            let refused = await failure {
                try await database.withConnection(.reading) { try await $0.stream("SELECT 1") { _ in true } }
            }
            #expect(refused?.code == .invalid)
        }
    }

    @Test func `rows of 100 MB come one by one`() async throws {
        try await withDatabase { database in
            try await database.transaction(for: .reading) { connection in
                var lengths: [Int] = []
                let wide: Statement = "SELECT repeat('x', 100000000)::bytea FROM generate_series(1, 5)"
                try await connection.stream(wide) { rows in
                    #expect(rows.count == 1)
                    lengths += try rows.column([UInt8].self).map(\.count)
                    return true
                }
                #expect(lengths == Array(repeating: 100_000_000, count: 5))
            }
        }
    }

    /// Thousands are under way when they become wide.
    private let widening: Statement = """
        SELECT n, repeat('x', CASE WHEN n < 20000 THEN 1 ELSE 2000000 END) FROM generate_series(1, 20300) n
        """

    @Test func `the server waits for who reads slowly, however wide rows become`() async throws {
        try await withDatabase { database in
            try await database.transaction(for: .reading) { connection in
                var seen = 0, hasWaited = false
                try await connection.stream(widening) { rows in
                    seen += rows.count
                    if rows.size > 1_000_000, !hasWaited {
                        hasWaited = true
                        try await waitUntilServerWaits(database)
                    }
                    return true
                }
                #expect(hasWaited && seen == 20_300)
            }
        }
    }

    /// Until the server was seen again and again to be stuck at sending.
    private func waitUntilServerWaits(_ database: PostgreSQLDatabase) async throws {
        var times = 0
        while times < 200 {
            let waits = try await database.read(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE query LIKE 'FETCH FORWARD%' AND state = 'active' AND wait_event = 'ClientWrite'
                """
            ).column(Int.self)
            times = waits == [0] ? 0 : times + 1
        }
    }

    @Test func `between two parts the connection runs other statements, and other streams`() async throws {
        try await withDatabase { database in
            try await database.transaction { connection in
                try await connection.execute("CREATE TEMP TABLE seen (n int8)")
                try await connection.stream(widening) { rows in
                    let numbers = try rows.column(Int.self)
                    try await connection.execute(
                        "INSERT INTO seen SELECT n FROM generate_series(1, 20300) n WHERE n \(among: numbers)")
                    if numbers.contains(20_000) {
                        var inner = 0
                        try await connection.stream("SELECT n FROM generate_series(1, 30000) n") { rows in
                            inner += rows.count
                            return true
                        }
                        #expect(inner == 30_000)
                    }
                    return true
                }
                #expect(try await connection.value("SELECT count(DISTINCT n) FROM seen", as: Int.self) == 20_300)
            }
        }
    }

    @Test func `what fails between two parts fails the stream, and nothing else`() async throws {
        try await withDatabase { database in
            let error = await failure {
                try await database.transaction { connection in
                    try await connection.stream("SELECT n FROM generate_series(1, 1000000) n") { _ in
                        _ = try? await connection.rows("SELECT 1 / 0")
                        return true
                    }
                }
            }
            #expect(error?.code == .invalid)
            let five = try await database.read("SELECT 5").column(Int.self)
            #expect(five == [5])
        }
    }

    @Test func `who is canceled while rows come has them end, and the connection is used again`() async throws {
        try await withDatabase({ $0.connections = 2 }) { database in
            for wait in 0..<20 {
                let hasBegun = Watched(0)
                let task = Task {
                    try await database.transaction(for: .reading) { connection in
                        try await connection.stream("SELECT n, pg_sleep(0.0001) FROM generate_series(1, 60000) n") {
                            rows in
                            let count = rows.count
                            hasBegun.update { $0 += count }
                            return true
                        }
                    }
                }
                while hasBegun.current < wait { await Task.yield() }
                task.cancel()
                #expect(await failure { try await task.value }?.code == .cancelled)
            }
            // Seldom one that the server has not ended in time.
            #expect(database.counters.connectionsOpened < 10)
            let left = try await database.read(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE query LIKE '%60000%' AND state = 'active' AND pid <> pg_backend_pid()
                """
            ).column(Int.self)
            #expect(left == [0])
            #expect(database.counters.connectionsInUse == 0)
        }
    }
}

@Suite("How many rows are fetched at a time") struct StreamPaceTests {
    @Test func `more and more narrow ones, to a bound`() {
        var pace = StreamPace()
        for _ in 0..<10 { pace.heard(rows: pace.count, bytes: 20 * pace.count, milliseconds: 1) }
        #expect(pace.count == 4096 && !pace.isWide)
    }

    @Test func `wide ones singly, and none ahead`() {
        var pace = StreamPace()
        pace.heard(rows: 64, bytes: 64_000_000, milliseconds: 50)
        #expect(pace.count == 1 && pace.isWide)
        pace.heard(rows: 1, bytes: 100, milliseconds: 0)
        #expect(pace.count == 4 && !pace.isWide)
    }

    @Test func `slow ones so that some come soon`() {
        var pace = StreamPace()
        pace.heard(rows: 64, bytes: 6400, milliseconds: 6400)
        #expect(pace.count == 1)
    }
}
