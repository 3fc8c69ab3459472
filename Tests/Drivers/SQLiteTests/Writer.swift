import Database
import Foundation
import SQLite
import TestSupport
import Testing

/// Runs of `Benchmarks sqlite-writer` on one file, and what they have to leave there.
struct Writer {
    /// What such a program said of its rows.
    struct Report {
        var written: Set<Int> = []
        var failed: [Int: String] = [:]

        init(_ output: String) {
            for line in output.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count >= 2, let id = Int(words[1]) else { continue }
                if words[0] == "wrote" { written.insert(id) }
                if words[0] == "failed", words.count == 3 { failed[id] = String(words[2]) }
            }
        }

        /// The rows that may be there, or not.
        var unknown: Set<Int> { Set(failed.filter { $0.value == "unknownOutcome" }.keys) }
    }

    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("data/apus.sqlite")
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    func command(_ callers: Int, first: Int = 0, count: Int = 1_000_000) -> [String] {
        [Place.program("Benchmarks"), "sqlite-writer", path, "\(callers)", "\(first)", "\(count)"]
    }

    /// Lets it write to its end, as an argument of other programs; answers its exit status.
    func run(
        _ callers: Int, first: Int = 0, count: Int, under wrapper: [String] = []
    ) async throws -> (status: Int32, report: Report) {
        let result = try await TestSupport.run(
            "env", wrapper + command(callers, first: first, count: count), within: .seconds(120))
        return (result.status, Report(result.output))
    }

    /// The rows that are stored; opening the file has found it whole.
    func stored() async throws -> Set<Int> { try await Self.stored(in: path) }

    static func stored(in path: String) async throws -> Set<Int> {
        let database = try await SQLiteDatabase.open(path)
        do {
            try await database.check(atMost: .seconds(60))
            let isThere = try await database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'written'")
            let ids = isThere == 0 ? [] : try await database.read("SELECT id FROM written").column(Int.self)
            await database.close()
            return Set(ids)
        } catch {
            await database.close()
            throw error
        }
    }
}
