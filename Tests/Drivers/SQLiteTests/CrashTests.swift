import Database
import SQLite
import TestSupport
import Testing

@Suite("Nothing acknowledged is lost", .timeLimit(.minutes(5))) struct CrashTests {
    /// What a writing program said of its rows.
    private struct Report {
        var written: [Int] = []
        var failed: [Int: String] = [:]

        init(_ output: String) {
            for line in output.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count >= 2, let id = Int(words[1]) else { continue }
                if words[0] == "wrote" { written.append(id) }
                if words[0] == "failed", words.count == 3 { failed[id] = String(words[2]) }
            }
        }
    }

    private func writer(_ path: String, callers: Int, first: Int = 0, count: Int = 1_000_000) -> [String] {
        [Place.program("Benchmarks"), "sqlite-writer", path, "\(callers)", "\(first)", "\(count)"]
    }

    /// The rows that are stored; opening the file has found it whole.
    private func stored(_ path: String) async throws -> Set<Int> {
        let database = try await SQLiteDatabase.open(path)
        try await database.check(atMost: .seconds(60))
        let ids = try await database.read("SELECT id FROM written").column(Int.self)
        await database.close()
        return Set(ids)
    }

    @Test func `a program that is killed at any moment has lost nothing that it acknowledged`() async throws {
        let folder = try TemporaryFolder(), path = folder.path("apus.sqlite")
        var numbers = SeededNumbers(seed: 11), acknowledged: Set<Int> = []
        for round in 0..<(Place.isLong ? 20 : 4) {
            let words = writer(path, callers: 8, first: round * 10_000_000)
            let program = try Program(words[0], Array(words.dropFirst()))
            let moment = 1 + numbers.below(600)
            #expect(comesTrue(within: .seconds(60)) { Report(program.output).written.count >= moment })
            program.kill()
            _ = try await program.end()
            let report = Report(try await program.wholeOutput())
            #expect(report.failed.isEmpty)
            acknowledged.formUnion(report.written)
            let stored = try await stored(path)
            #expect(acknowledged.isSubset(of: stored))
            // What was under way may be there or not: one row of each caller.
            #expect(stored.count - acknowledged.count <= 8 * (round + 1))
        }
    }

    @Test(arguments: [
        "fdatasync,fsync:error=EIO:when=30..33", "fdatasync,fsync:error=EIO:when=5+7", "pwrite64:error=EIO:when=100+37",
        "pwrite64:error=ENOSPC:when=100+41", "fdatasync,fsync:error=ENOSPC:when=9+11",
    ])
    func `a disk that fails is never taken for success, and it goes on afterwards`(fault: String) async throws {
        let folder = try TemporaryFolder(), path = folder.path("apus.sqlite")
        // Made before the disk begins to fail.
        try await run(Place.program("Benchmarks"), ["sqlite-writer", path, "1", "0", "1"], within: .seconds(60))
            .succeeded()
        let calls = fault.split(separator: ":")[0]
        let words = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", "inject=\(fault)"]
        let program = writer(path, callers: 4, first: 1000, count: 100)
        let result = try await run(
            "strace", words + ["setpriv", "--pdeathsig", "KILL", "--"] + program, within: .seconds(120))
        let report = Report(try result.succeeded())
        #expect(!report.written.isEmpty)
        #expect(!report.failed.isEmpty)
        #expect(report.written.count + report.failed.count == 400)
        #expect(report.failed.values.allSatisfy { ["other", "full", "unknownOutcome"].contains($0) })
        let stored = try await stored(path), unknown = report.failed.filter { $0.value == "unknownOutcome" }.keys
        #expect(stored.subtracting(unknown) == Set(report.written + [0]))
    }

    @Test func `a disk that is full refuses, and works again when there is room`() async throws {
        let folder = try TemporaryFolder(), small = folder.path("small")
        let program = writer("\(small)/apus.sqlite", callers: 4, count: 1500).joined(separator: " ")
        // The small disk is seen by this shell alone, and ends with it.
        let script = """
            set -e
            mkdir \(small)
            mount -t tmpfs -o size=6m none \(small)
            head -c 4500000 /dev/zero > \(small)/ballast
            \(program) | awk '/ full$/ && !done { system("rm \(small)/ballast"); done = 1 } { print; fflush() }'
            cp \(small)/apus.sqlite \(folder.path("copy.sqlite"))
            """
        let result = try await run(
            "unshare", ["--user", "--map-root-user", "--mount", "bash", "-o", "pipefail", "-c", script],
            within: .seconds(120))
        let report = Report(try result.succeeded())
        #expect(report.failed.values.contains("full"))
        #expect(report.failed.values.allSatisfy { $0 == "full" })
        #expect(report.written.count + report.failed.count == 6000)
        #expect(report.written.contains { $0 > (report.failed.keys.max() ?? 0) })
        #expect(try await stored(folder.path("copy.sqlite")) == Set(report.written))
    }
}
