import Basics
import Foundation
import TestSupport
import Testing

@Suite("What a directory of blobs survives", .timeLimit(.minutes(10))) struct FaultTests {
    /// The first takes the places of the calls that opening the store makes on another thread: strace counts by thread.
    private static let steps = [
        "put:first:1:1", "put:a/b:10:1", "put:a/b:200000:2", "put:new/folder/c:200000:3", "upload:a/c:1000:4",
        "copy:a/b:x", "delete:a/b", "put:a/b:5:6",
    ]

    private static let calls =
        ["fsync", "renameat2", "mkdirat", "unlinkat"] + (Place.isLong ? ["write", "openat2"] : [])

    /// F16 of the threat model: at every call that changes something durable.
    @Test(arguments: calls)
    func `a crash before any call leaves what was acknowledged, and nothing half of the rest, at every`(
        call: String
    ) async throws {
        for number in 1...400 {
            let storer = try Storer()
            let lines = try await storer.run(
                Self.steps,
                strace: ["-o", "/dev/null", "-e", "trace=\(call)"]
                    + ["-e", "inject=\(call):signal=KILL:when=\(number)"])
            if FileManager.default.fileExists(atPath: storer.root) {
                try await storer.expectWhole(Self.steps, said: lines, "before \(call) \(number)")
            }
            if lines.contains("done \(Self.steps[Self.steps.count - 1])") {
                #expect(number > 4, "\(call) was never cut off")
                return
            }
        }
        Issue.record("\(call) never came to an end")
    }

    /// A call that fails: which, and how, and what is then said of it.
    private static let failures = [
        ("fsync", "EIO", "unavailable"), ("fsync", "ENOSPC", "full"), ("renameat2", "EIO", "unavailable"),
        ("renameat2", "ENOSPC", "full"), ("mkdirat", "ENOSPC", "full"), ("openat2", "EMFILE", "unavailable"),
    ]

    @Test(arguments: failures)
    func `a call that fails is never a success, and what failed is not visible`(
        call: String, code: String, reason: String
    ) async throws {
        // What is deleted is gone, though that may not last; all else changes nothing when it fails.
        let steps = Self.steps.filter { !$0.hasPrefix("delete") }
        for number in 1...400 {
            let storer = try Storer()
            let log = storer.folder.path("calls")
            let lines = try await storer.run(
                steps,
                strace: ["-o", log, "-e", "trace=\(call)"] + ["-e", "inject=\(call):error=\(code):when=\(number)"])
            let failed = lines.filter { $0.hasPrefix("failed") }
            #expect(failed.allSatisfy { $0.contains(" \(reason) ") }, "\(call) \(number): \(failed)")
            try await storer.expectWhole(steps, said: lines, "\(call) \(number) fails with \(code)")
            guard try String(contentsOfFile: log, encoding: .utf8).contains("(INJECTED)") else {
                return #expect(number > 4, "\(call) never failed")
            }
            // What is only opened to be cleared away is left to the sweep.
            #expect(!failed.isEmpty || call == "openat2", "\(call) \(number) failed, and nothing was said of it")
        }
        Issue.record("\(call) always failed")
    }

    @Test func `a full disk refuses what has no room, and takes what has`() async throws {
        let storer = try Storer()
        try FileManager.default.createDirectory(atPath: storer.root, withIntermediateDirectories: true)
        let steps = [
            "put:a:1000:1", "put:b/large:9000000:2", "put:b/small:99999:3", "upload:c:1000:4", "only:a:b/small",
            "put:a:9000000:5", "put:b/small:2000:6", "delete:a", "only:b/small", "put:d:1000000:7", "only:b/small:d",
        ]
        let script = "mount -t tmpfs -o size=3m none \"$0\" && exec \"$1\" \"$0\" \"${@:2}\""
        let result = try await run(
            "unshare", ["-m", "bash", "-c", script, storer.root, Place.program("BlobStorer")] + steps,
            within: .seconds(60))
        let lines = result.output.split(separator: "\n").map(String.init)
        let full: Set = [1, 3, 5]
        try #require(lines.count == steps.count + 1, "\(result.output)")
        for (index, step) in steps.enumerated() {
            let line = lines[index + 1]
            #expect(line.hasPrefix(full.contains(index) ? "failed \(step) full" : "done \(step)"), "\(line)")
        }
    }

    @Test func `processes that share a folder do not harm each other`() async throws {
        let storer = try Storer()
        let shared = (0..<40).flatMap { round in
            ["put:shared/\(round % 4):\(round * 5000):\(round)", "delete:shared/\(round % 3)", "sweep"]
        }
        let outputs = try await withThrowingTaskGroup(of: [String].self) { group in
            for process in 0..<3 {
                let own = (0..<10).map { "put:own/\(process)/\($0):\($0 * 20000):\(process)" }
                group.addTask { try await storer.run(shared + own + shared) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for lines in outputs { #expect(lines.filter { !$0.hasPrefix("done") } == ["open"]) }
        let again = try await storer.run(
            (0..<3).flatMap { process in (0..<10).map { "copy:own/\(process)/\($0):copies/\(process)/\($0)" } })
        #expect(again.filter { !$0.hasPrefix("done") } == ["open"])
    }
}
