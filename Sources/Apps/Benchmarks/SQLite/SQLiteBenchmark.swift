import Database
import Dispatch
import Foundation
import SQLite
import Sockets
import Synchronization

/// Writing to and reading from a database in a file, with every commit on the disk.
///
/// Prints a line for each measurement: its name, how many a second, the 50th and 99th of a hundred waits, and what one
/// takes of a processor, in µs.
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

    private static let template = BulkInsert(empty, both)

    /// As much memory for pages as the peer has.
    private var settings: SQLiteSettings {
        var settings = SQLiteSettings()
        settings.readerCache = settings.writerCache
        return settings
    }

    private func fresh() async throws -> SQLiteDatabase {
        try? FileManager.default.removeItem(atPath: folder)
        let database = try await SQLiteDatabase.open(folder + "/bench", settings)
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
        let start = try Start()
        for block in blocks where start.past < time {
            let before = clock.now
            _ = try await database.transaction { try await $0.insert(block) }
            waits.append(clock.now - before)
        }
        try report("bulk", waits, start, each: 1000)
        await database.close()
    }

    private func commits(_ callers: Int, on loop: EventLoop) async throws {
        let database = try await fresh()
        let start = try Start()
        let waits = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for caller in 0..<callers {
                group.addTask(executorPreference: loop) { try await commits(of: caller, to: database, since: start) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try report("commit-\(callers)", waits, start)
        await database.close()
    }

    private func commits(
        of caller: Int, to database: SQLiteDatabase, since start: Start
    ) async throws -> [Duration] {
        var waits: [Duration] = [], before = start.instant, step = 0
        while before - start.instant < time {
            var rows = Self.template
            rows.rows.append(Self.row(caller / 8, caller % 8, step))
            try await database.commit([rows])
            let now = clock.now
            waits.append(now - before)
            (before, step) = (now, step + 1)
        }
        return waits
    }

    private func reads() async throws {
        let database = try await fresh()
        for turn in 0..<1000 { _ = try await database.transaction { try await $0.insert(Self.block(turn)) } }
        var number = 1
        var waits: [Duration] = []
        let start = try Start()
        var before = start.instant
        while before - start.instant < time {
            // Of a known generator (Knuth, MMIX): the system's own would cost as much as the reading.
            number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let (run, key, step) = (number >> 20 & 7, (number >> 30 & 255) % 10, (number >> 40 & 0xFFFF) % 12_500)
            let rows = try await database.read(
                "SELECT value FROM points WHERE run = \(run) AND key = \(key) AND step = \(step) AND at = \(step)")
            precondition(rows.count == 1)
            let now = clock.now
            waits.append(now - before)
            before = now
        }
        try report("read", waits, start)
        await database.close()
    }

    /// When a measurement began, and what this process had used by then.
    private struct Start {
        let instant = ContinuousClock.now
        let used: Double

        init() throws { used = try ProcessTime.now().own }

        var past: Duration { ContinuousClock.now - instant }
    }

    private func report(_ name: String, _ waits: [Duration], _ start: Start, each: Int = 1) throws {
        let sorted = waits.map { $0 / .microseconds(1) }.sorted()
        guard !sorted.isEmpty else { return }
        let count = Double(sorted.count * each)
        let rate = count / (start.past / .seconds(1)), cost = (try ProcessTime.now().own - start.used) / count
        let (middle, late) = (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
        print(name, Int(rate), (middle * 10).rounded() / 10, (late * 10).rounded() / 10, (cost * 100).rounded() / 100)
    }
}
