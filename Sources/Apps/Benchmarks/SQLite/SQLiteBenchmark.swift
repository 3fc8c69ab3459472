import Database
import Dispatch
import Foundation
import SQLite
import Sockets
import Synchronization

/// Writing to and reading from a database in a file, with every commit on the disk.
///
/// Prints a line for each measurement: its name, how many a second, and the 50th and 99th of a hundred waits in µs.
struct SQLiteBenchmark: Sendable {
    static let benchmark = Benchmark(name: "sqlite") { try SQLiteBenchmark().run() }

    /// On the disk that the benchmark is started on: a temporary folder may lie in memory.
    private let folder = FileManager.default.currentDirectoryPath + "/sqlite-\(UUID().uuidString)"
    private let clock = ContinuousClock()
    private let time = Duration.seconds(2)

    private func run() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let loop = try EventLoop()
        loop.start()
        defer { loop.drain() }
        let done = DispatchSemaphore(value: 0), outcome = Mutex<Result<Void, any Error>>(.success(()))
        // The bridge from a benchmark, which is synchronous: on a loop, as a server's requests are.
        Task(executorPreference: loop) {
            do { try await measure(on: loop) } catch { outcome.withLock { $0 = .failure(error) } }
            done.signal()
        }
        done.wait()
        try outcome.withLock { $0 }.get()
    }

    private func measure(on loop: EventLoop) async throws {
        try await bulk()
        for callers in [1, 16, 64, 256] { try await commits(callers, on: loop) }
        try await reads()
    }

    // MARK: What is written

    private static let schema: [Statement] = [
        """
        CREATE TABLE points (
            run BIGINT NOT NULL, key BIGINT NOT NULL, step BIGINT NOT NULL, at BIGINT NOT NULL, value DOUBLE PRECISION,
            PRIMARY KEY (run, key, step, at)) WITHOUT ROWID
        """,
        """
        CREATE TABLE latest (
            run BIGINT NOT NULL, key BIGINT NOT NULL, step BIGINT NOT NULL, at BIGINT NOT NULL, value DOUBLE PRECISION,
            PRIMARY KEY (run, key)) WITHOUT ROWID
        """,
    ]
    private static let names: [SQLName] = ["run", "key", "step", "at", "value"]
    private static let points = [Insertion(into: "points", names, onConflict: .keepsOld)]
    private static let both =
        points + [
            Insertion(
                into: "latest", names, onConflict: .keepsGreatest(key: ["run", "key"], by: ["step", "at", "value"]))
        ]
    private static let empty = Columns([
        .init("run", .integer), .init("key", .integer), .init("step", .integer), .init("at", .integer),
        .init("value", .real),
    ])

    private func fresh() async throws -> SQLiteDatabase {
        try? FileManager.default.removeItem(atPath: folder)
        let database = try await SQLiteDatabase.open(folder + "/bench")
        try await database.withConnection(.writing) { _ = try await $0.run(Self.schema) }
        return database
    }

    private static func row(_ run: Int, _ key: Int, _ step: Int) -> [SQLValue] {
        [.integer(Int64(run)), .integer(Int64(key)), .integer(Int64(step)), .integer(Int64(step)), .real(0.25)]
    }

    /// A hundred steps of ten series.
    private static func block(_ turn: Int) -> BulkInsert {
        var rows = empty
        for step in 0..<100 {
            for key in 0..<10 { rows.append(row(turn % 8, key, turn / 8 * 100 + step)) }
        }
        return BulkInsert(rows, points)
    }

    // MARK: Measurements

    private func bulk() async throws {
        let database = try await fresh()
        let blocks = (0..<4000).map(Self.block)
        var waits: [Duration] = []
        let start = clock.now
        for block in blocks where clock.now - start < time {
            let before = clock.now
            _ = try await database.transaction { try await $0.insert(block) }
            waits.append(clock.now - before)
        }
        report("bulk", waits, clock.now - start, each: 1000)
        await database.close()
    }

    private func commits(_ callers: Int, on loop: EventLoop) async throws {
        let database = try await fresh()
        let start = clock.now
        let waits = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for caller in 0..<callers {
                group.addTask(executorPreference: loop) { try await commits(of: caller, to: database, since: start) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        report("commit-\(callers)", waits, clock.now - start)
        await database.close()
    }

    private func commits(
        of caller: Int, to database: SQLiteDatabase, since start: ContinuousClock.Instant
    ) async throws -> [Duration] {
        var waits: [Duration] = [], before = start, step = 0
        while before - start < time {
            var rows = Self.empty
            rows.append(Self.row(caller / 8, caller % 8, step))
            try await database.commit([BulkInsert(rows, Self.both)])
            let now = clock.now
            waits.append(now - before)
            (before, step) = (now, step + 1)
        }
        return waits
    }

    private func reads() async throws {
        let database = try await fresh()
        for turn in 0..<1000 { _ = try await database.transaction { try await $0.insert(Self.block(turn)) } }
        var numbers = SystemRandomNumberGenerator()
        var waits: [Duration] = []
        let start = clock.now
        var before = start
        while before - start < time {
            let (run, key) = (Int.random(in: 0..<8, using: &numbers), Int.random(in: 0..<10, using: &numbers))
            let step = Int.random(in: 0..<12_500, using: &numbers)
            let rows = try await database.read(
                "SELECT value FROM points WHERE run = \(run) AND key = \(key) AND step = \(step) AND at = \(step)")
            precondition(rows.count == 1)
            let now = clock.now
            waits.append(now - before)
            before = now
        }
        report("read", waits, clock.now - start)
        await database.close()
    }

    private func report(_ name: String, _ waits: [Duration], _ whole: Duration, each: Int = 1) {
        let sorted = waits.map { $0 / .microseconds(1) }.sorted()
        guard !sorted.isEmpty else { return }
        let rate = Double(sorted.count * each) / (whole / .seconds(1))
        let (middle, late) = (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
        print(name, Int(rate), (middle * 10).rounded() / 10, (late * 10).rounded() / 10)
    }
}
