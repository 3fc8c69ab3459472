import Database
import SQLite
import TestSupport
import Testing

@Suite("A disk that fails is never taken for success", .timeLimit(.minutes(5))) struct DiskTests {
    @Test(arguments: [
        "fdatasync,fsync:error=EIO:when=30..33", "fdatasync,fsync:error=EIO:when=5+7", "pwrite64:error=EIO:when=100+37",
        "pwrite64:error=ENOSPC:when=100+41", "fdatasync,fsync:error=ENOSPC:when=9+11",
        "pwrite64:error=EDQUOT:when=100+41",
    ])
    func `what fails is told, and all goes on afterwards`(fault: String) async throws {
        let writer = try Writer()
        // Made before the disk begins to fail.
        #expect(try await writer.run(1, count: 1).status == 0)
        let calls = fault.split(separator: ":")[0]
        let (status, report) = try await writer.run(
            4, first: 1000, count: 100,
            under: ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", "inject=\(fault)"]
                + ["setpriv", "--pdeathsig", "KILL", "--"])
        #expect(status == 0)
        #expect(!report.written.isEmpty)
        #expect(!report.failed.isEmpty)
        #expect(report.written.count + report.failed.count == 400)
        let expected: Set =
            fault.contains("pwrite64:error=E") && !fault.contains("EIO") ? ["full"] : ["other", "unknownOutcome"]
        #expect(Set(report.failed.values).isSubset(of: expected))
        #expect(try await writer.stored().subtracting(report.unknown) == report.written.union([0]))
    }

    @Test func `a disk that is full refuses, and works again when there is room`() async throws {
        let writer = try Writer(), small = writer.folder.path("data")
        let program = writer.command(4, count: 1500).joined(separator: " ")
        // The small disk is seen by this shell alone, and ends with it.
        let script = """
            set -e
            mkdir \(small)
            mount -t tmpfs -o size=6m none \(small)
            head -c 5400000 /dev/zero > \(small)/ballast
            \(program) | awk '/ full$/ && !done { system("rm \(small)/ballast"); done = 1 } { print; fflush() }'
            cp \(writer.path) \(writer.folder.path("copy.sqlite"))
            """
        let result = try await run(
            "unshare", ["--user", "--map-root-user", "--mount", "bash", "-o", "pipefail", "-c", script],
            within: .seconds(120))
        let report = Writer.Report(try result.succeeded())
        #expect(report.failed.values.contains("full"))
        #expect(report.failed.values.allSatisfy { $0 == "full" })
        #expect(report.written.count + report.failed.count == 6000)
        #expect(report.written.contains { $0 > (report.failed.keys.max() ?? 0) })
        #expect(try await Writer.stored(in: writer.folder.path("copy.sqlite")) == report.written)
    }

    @Test func `a limit of files' sizes refuses what is beyond it, and ends nobody`() async throws {
        let writer = try Writer()
        let (status, report) = try await writer.run(
            8, count: 900, under: ["prlimit", "--fsize=1000000", "setpriv", "--pdeathsig", "KILL", "--"])
        #expect(status == 0)
        #expect(report.written.count > 100)
        #expect(!report.failed.isEmpty)
        #expect(report.failed.values.allSatisfy { $0 == "full" })
        #expect(try await writer.stored() == report.written)
        #expect(try await writer.run(4, first: 10_000, count: 100).report.written.count == 400)
    }

    @Test func `a folder that cannot be made durable is not begun with`() async throws {
        for number in 1...3 {
            let writer = try Writer()
            let inject = "inject=fsync:error=EIO:when=\(number)"
            let (status, report) = try await writer.run(
                1, count: 1, under: ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e", inject])
            #expect(status == 1)
            #expect(report.written.isEmpty)
            #expect(try await writer.run(1, count: 1).report.written == [0])
        }
    }
}
