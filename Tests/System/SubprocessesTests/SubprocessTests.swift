import Foundation
import Machine
import Subprocesses
import Synchronization
import Testing

@Suite("Subprocess", .timeLimit(.minutes(1))) struct SubprocessTests {
    private func shell(_ script: String) -> Launch {
        Launch("/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
    }

    /// Runs a script to its end: the lines that it said, and how it ended.
    private func run(_ script: String) async throws -> (lines: [String], ending: Subprocess.Ending) {
        let lines = Lines()
        var launch = shell(script)
        launch.output = .lines { lines.add($0) }
        let ending = await (try Subprocess.start(launch)).ending()
        return (lines.all, ending)
    }

    @Test func `its lines come whole and in order, on both streams, the last also without its end`() async throws {
        let (lines, ending) = try await run("echo one; echo two >&2; printf 'three\\r\\nfour'; exit 3")
        #expect(lines == ["one", "two", "three", "four"])
        #expect(ending == .exited(3))
    }

    @Test func `a hundred thousand lines are all received`() async throws {
        let (lines, ending) = try await run("seq 100000")
        #expect(lines.count == 100_000 && lines.last == "100000")
        #expect(ending == .exited(0))
    }

    @Test func `a line without end is cut`() async throws {
        let (lines, _) = try await run("head -c 200000 /dev/zero | tr '\\0' x")
        #expect(lines.map(\.count).reduce(0, +) == 200_000)
        #expect(lines.count > 1)
    }

    @Test func `its end is seen while what it started still holds its output`() async throws {
        let (lines, ending) = try await run("sleep 300 & echo $!; exit 0")
        #expect(ending == .exited(0))
        let pid = try #require(lines.first.flatMap { Int32($0) })
        kill(pid, SIGKILL)
    }

    @Test func `a signal ends it, and a signal after its end goes nowhere`() async throws {
        let child = try await Subprocess.start(shell("exec sleep 300"))
        child.send(.terminate)
        #expect(await child.ending() == .killed(SIGTERM))
        #expect(child.hasEnded)
        child.send(.kill)
        #expect(await child.ending() == .killed(SIGTERM))
    }

    @Test func `it leads a group, which a signal can reach as a whole`() async throws {
        let lines = Lines()
        var launch = shell("sleep 300 & echo started; wait")
        launch.output = .lines { lines.add($0) }
        let child = try await Subprocess.start(launch)
        #expect(getpgid(child.id) == child.id)
        child.send(.kill, toGroup: true)
        #expect(await child.ending() == .killed(SIGKILL))
    }

    @Test func `no signal is blocked or ignored in it, and no descriptor is inherited`() async throws {
        let open = unsafe open("/dev/null", O_RDONLY)
        defer { close(open) }
        let (lines, _) = try await run("grep -E 'SigBlk|SigIgn' /proc/self/status; ls /proc/self/fd | wc -l")
        #expect(lines.dropLast().allSatisfy { $0.hasSuffix("\t0000000000000000") }, "\(lines)")
        // 0, 1, 2, and the folder that ls reads.
        #expect(lines.last == "4")
    }

    @Test func `it starts in its folder, with its environment alone`() async throws {
        let lines = Lines()
        var launch = Launch("/usr/bin/env", environment: ["A": "1 = 2", "B": ""])
        launch.output = .lines { lines.add($0) }
        _ = await (try Subprocess.start(launch)).ending()
        #expect(lines.all.sorted() == ["A=1 = 2", "B="])

        launch = shell("pwd")
        launch.folder = "/usr/lib"
        launch.output = .lines { lines.add($0) }
        _ = await (try Subprocess.start(launch)).ending()
        #expect(lines.all.last == "/usr/lib")
    }

    @Test(arguments: [
        (Launch("/nonexistent/program", environment: [:]), "there is no such file"),
        (Launch("/etc/passwd", environment: [:]), "this user may not execute it"),
        (Launch("/bin/true", ["a\0b"], environment: [:]), "one of its arguments holds a null character"),
    ])
    func `what cannot be started says why`(launch: Launch, reason: String) async {
        await #expect(throws: LaunchError(program: launch.program, reason: reason)) {
            try await Subprocess.start(launch)
        }
    }

    @Test func `fifty run at the same time, and each is waited for`() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for code in 0..<50 {
                group.addTask { try await self.run("exit \(code)").ending == .exited(Int32(code)) }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }
}
