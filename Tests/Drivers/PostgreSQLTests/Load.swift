import Basics
import Database
import Testing
import TestSupport

@testable import PostgreSQL

/// Callers of every kind at once, who note what they were answered while the database is troubled.
final class Load: Sendable {
    enum Kind: Int, CaseIterable, Sendable { case commit, batch, transaction, read, stream }

    struct Notes: Sendable {
        var next = 0
        /// Rows by what was said of them.
        var acknowledged: Set<Int> = []
        var refused: Set<Int> = []
        var unknown: Set<Int> = []
        /// How often each kind has succeeded.
        var successes = Array(repeating: 0, count: Kind.allCases.count)
        var wrong: [String] = []
        var isOver = false
    }

    private let database: PostgreSQLDatabase
    private let notes = Watched(Notes())

    init(_ database: PostgreSQLDatabase) { self.database = database }

    var current: Notes { notes.current }

    /// Without a key, so that what is written twice is there twice.
    static func makeTable(in database: PostgreSQLDatabase) async throws {
        try await database.transaction(["CREATE TABLE log (id int8, half int8)"])
    }

    /// Lets two callers of each kind go on until the closure returns.
    func run(while body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for kind in Kind.allCases {
                for _ in 0..<2 { group.addTask { await self.goOn(kind) } }
            }
            do {
                try await body()
            } catch {
                notes.update { $0.isOver = true }
                throw error
            }
            notes.update { $0.isOver = true }
            try await group.waitForAll()
        }
    }

    /// Waits until so many rows more are acknowledged.
    func acknowledges(_ count: Int) async throws {
        let target = current.acknowledged.count + count
        while current.acknowledged.count < target {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// How long it takes until every kind has succeeded once more.
    func recovers() async throws -> Duration {
        let start = ContinuousClock.now, before = current.successes
        while zip(current.successes, before).contains(where: { $0 <= $1 }) {
            try Task.checkCancellation()
            await Task.yield()
        }
        return ContinuousClock.now - start
    }

    private func goOn(_ kind: Kind) async {
        while !current.isOver {
            do {
                switch kind {
                case .commit, .batch, .transaction: try await write(by: kind)
                case .read: try await read()
                case .stream: try await stream()
                }
                notes.update { $0.successes[kind.rawValue] += 1 }
            } catch {
                await Task.yield()
            }
        }
    }

    private func write(by kind: Kind) async throws {
        var id = 0
        notes.update { notes in
            notes.next += 1
            id = notes.next
        }
        let own = id
        do {
            try await write(own, by: kind)
            notes.update { $0.acknowledged.insert(own) }
        } catch {
            let isUnknown = (error as? DatabaseError)?.code == .unknownOutcome
            notes.update { if isUnknown { $0.unknown.insert(own) } else { $0.refused.insert(own) } }
            throw error
        }
    }

    /// Two halves, both or none.
    private func write(_ id: Int, by kind: Kind) async throws {
        switch kind {
        case .commit:
            var rows = Columns([.init("id", .integer), .init("half", .integer)])
            for half in 1...2 { rows.append([.integer(Int64(id)), .integer(Int64(half))]) }
            try await database.commit([BulkInsert(rows, [Insertion(into: "log", ["id", "half"])])])
        case .batch: try await database.transaction([Self.insert(id, 1), Self.insert(id, 2)])
        default:
            try await database.transaction { connection in
                try await connection.execute(Self.insert(id, 1))
                try await connection.execute(Self.insert(id, 2))
            }
        }
    }

    private static func insert(_ id: Int, _ half: Int) -> Statement { "INSERT INTO log VALUES (\(id), \(half))" }

    private func read() async throws {
        let number = current.next
        let answers = try await database.read(["SELECT \(number)", "SELECT \(number + 1)"])
        let numbers = try answers.map { try $0.column(Int.self) }
        if numbers != [[number], [number + 1]] { notes.update { $0.wrong.append("read \(numbers)") } }
    }

    private func stream() async throws {
        let sum = try await database.transaction(for: .reading) { connection in
            var sum = 0
            try await connection.stream("SELECT n FROM generate_series(1, 10000) n") { rows in
                sum += try (copy rows).column(Int.self).reduce(0, +)
                return true
            }
            return sum
        }
        if sum != 50_005_000 { notes.update { $0.wrong.append("streamed a sum of \(sum)") } }
    }

    /// What was acknowledged is there once, what was refused is not there, and nothing is there by half.
    func check(by other: PostgreSQLDatabase) async throws {
        let rows = try await other.withConnection(.reading) { connection in
            try await connection.rows("SELECT id, count(*), count(DISTINCT half) FROM log GROUP BY id")
        }
        var stored: Set<Int> = []
        for var row in rows {
            let id = try row.next(Int.self), halves = (try row.next(Int.self), try row.next(Int.self))
            stored.insert(id)
            #expect(halves == (2, 2), "row \(id)")
        }
        let notes = current
        #expect(notes.acknowledged.subtracting(stored).isEmpty, "acknowledged, and not there")
        #expect(notes.refused.intersection(stored).isEmpty, "refused, and there")
        #expect(notes.wrong.isEmpty)
        let counters = database.counters
        #expect(counters.connectionsInUse == 0 && counters.waiting == 0)
    }
}
