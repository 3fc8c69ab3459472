import Database
import TestSupport
import Testing

@Suite("Nothing acknowledged is lost", .timeLimit(.minutes(10))) struct CrashTests {
    @Test(arguments: 0..<(Place.isLong ? 20 : 3))
    func `a program that is killed at any moment has lost nothing that it acknowledged`(seed: Int) async throws {
        let writer = try Writer()
        var numbers = SeededNumbers(seed: UInt64(seed)), acknowledged: Set<Int> = []
        for round in 0..<3 {
            let words = writer.command(8, first: round * 10_000_000)
            let program = try Program(words[0], Array(words.dropFirst()))
            let moment = 1 + numbers.below(600)
            #expect(comesTrue(within: .seconds(60)) { Writer.Report(program.output).written.count >= moment })
            program.kill()
            _ = try await program.end()
            let report = Writer.Report(try await program.wholeOutput())
            #expect(report.failed.isEmpty)
            acknowledged.formUnion(report.written)
            let stored = try await writer.stored()
            #expect(acknowledged.isSubset(of: stored))
            // What was under way may be there or not: one row of each caller.
            #expect(stored.count - acknowledged.count <= 8 * (round + 1))
        }
    }

    /// What changes something durable, and how often at least.
    private static let calls = [("fdatasync", 15), ("fsync", 3), ("unlink", 1), ("ftruncate", 1), ("pwrite64", 40)]

    /// F16 of the threat model, in a new file, and in one that is there.
    @Test(arguments: calls, [true, false])
    func `a crash before any call leaves what was acknowledged, and nothing half of the rest, at every`(
        call: (name: String, least: Int), isNew: Bool
    ) async throws {
        let (call, least) = call
        for number in stride(from: 1, through: 2000, by: Place.step(call == "pwrite64" ? 9 : 1)) {
            let writer = try Writer()
            if !isNew { _ = try await writer.run(1, count: 1) }
            let (status, report) = try await writer.run(
                2, first: 100, count: 8,
                under: ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)"]
                    + ["-e", "inject=\(call):signal=KILL:when=\(number)"])
            #expect(report.failed.isEmpty)
            if writer.exists {
                let stored = try await writer.stored(), old: Set = isNew ? [] : [0]
                #expect(stored.isSuperset(of: report.written.union(old)), "before \(call) \(number)")
                // One row of each caller was under way.
                #expect(stored.subtracting(report.written).subtracting(old).count <= 2, "before \(call) \(number)")
                // What was left behind is in nobody's way.
                #expect(try await writer.run(2, first: 1000, count: 1).report.written.count == 2)
            } else {
                #expect(report.written.isEmpty)
            }
            if status == 0 { return #expect(number > (call == "fsync" && !isNew ? 0 : least), "\(call)") }
        }
        Issue.record("\(call) never came to an end")
    }

    @Test(arguments: 0..<(Place.isLong ? 20 : 2))
    func `a loss of power at any moment loses nothing that was acknowledged`(seed: Int) async throws {
        let writer = try Writer(), log = writer.folder.path("calls")
        let calls = "openat,mkdir,pwrite64,fdatasync,fsync,ftruncate,unlink,write"
        let (status, report) = try await writer.run(
            3, count: 10,
            under: [
                "strace", "-f", "-qq", "-y", "-x", "-s", "65536", "-o", log, "-e", "trace=\(calls)",
            ]
        )
        #expect(status == 0)
        #expect(report.written == Set(0..<30))
        var numbers = SeededNumbers(seed: UInt64(seed)), images = 0, acknowledged: Set<Int> = []
        var disk = RecordedDisk(below: writer.folder.path)
        for call in try RecordedCall.all(in: log) {
            // Each time that something is about to be made durable, and each time that something was acknowledged.
            if call.isSync, disk.isDirty {
                for mode in [RecordedDisk.Loss.all, .some] {
                    images += 1
                    let image = try disk.image(after: mode, &numbers)
                    try await expect(image.path("data/apus.sqlite"), acknowledged, report.written)
                }
            }
            acknowledged.formUnion(Writer.Report(call.said).written)
            disk.follow(call)
        }
        #expect(acknowledged == report.written)
        #expect(images > 50)
        let end = try disk.image(after: .all, &numbers)
        try await expect(end.path("data/apus.sqlite"), acknowledged, acknowledged)
    }

    private func expect(_ path: String, _ least: Set<Int>, _ most: Set<Int>) async throws {
        let stored = try await Writer.stored(in: path)
        #expect(stored.isSuperset(of: least))
        #expect(stored.isSubset(of: most))
    }
}
