import Database
import Foundation
import Machine
import SQLite

/// A program that writes to a database until it is ended, and says which rows were acknowledged: what tests kill, and
/// what they let the disk fail under. `Benchmarks sqlite-writer PATH CALLERS FIRST COUNT` lets so many callers write so
/// many rows each, numbered from `FIRST` on.
struct SQLiteWriter {
    private let path: String
    private let callers: Int
    private let first: Int
    private let count: Int

    init?(_ words: some Collection<String>) {
        let words = Array(words)
        guard words.count == 4, let callers = Int(words[1]), let first = Int(words[2]), let count = Int(words[3]),
            callers > 0
        else { return nil }
        (path, self.callers, self.first, self.count) = (words[0], callers, first, count)
    }

    static let schema: Statement =
        "CREATE TABLE IF NOT EXISTS written (id BIGINT PRIMARY KEY, caller BIGINT NOT NULL, text TEXT NOT NULL)"

    func start() -> Never {
        Signal.block([])
        // Unstructured: the bridge from the synchronous `main`.
        Task {
            do {
                try await write()
                exit(0)
            } catch {
                say("failed to open: \(error)")
                exit(1)
            }
        }
        dispatchMain()
    }

    private func write() async throws {
        var settings = SQLiteSettings()
        settings.checkpointPages = 16
        let database = try await SQLiteDatabase.open(path, settings)
        try await database.withConnection(.writing) { _ = try await $0.run([Self.schema]) }
        say("open")
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<callers { group.addTask { await write(caller, to: database) } }
        }
        await database.close()
    }

    /// Writes one row after the other: those of even callers share commits, those of odd ones have their own.
    private func write(_ caller: Int, to database: SQLiteDatabase) async {
        for turn in 0..<count {
            let id = first + turn * callers + caller
            do {
                try await write(id, of: caller, to: database)
                say("wrote \(id)")
            } catch {
                say("failed \(id) \((error as? DatabaseError)?.code.rawValue ?? "\(error)")")
            }
        }
    }

    private func write(_ id: Int, of caller: Int, to database: SQLiteDatabase) async throws {
        let text = String(repeating: "\(id) ", count: 40)
        guard caller.isMultiple(of: 2) else {
            _ = try await database.transaction([
                "INSERT INTO written VALUES (\(id), \(caller), \(text))"
            ])
            return
        }
        var rows = Columns([.init("id", .integer), .init("caller", .integer), .init("text", .text)])
        rows.append([.integer(Int64(id)), .integer(Int64(caller)), .text(text)])
        try await database.commit([BulkInsert(rows, [Insertion(into: "written", ["id", "caller", "text"])])])
    }

    /// In one write, so that a line is said whole or not at all.
    private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
