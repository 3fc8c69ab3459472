import Foundation
import TestSupport
import Testing

extension Journeys {
    @Suite("Too much at once", .timeLimit(.minutes(5))) struct HTTPOverload {
        /// 1,000 connections ask as fast as they can where 100 keep a core busy.
        @Test func `ten times too much is answered in time, in bounded memory, and leaves nothing behind`() async throws
        {
            let server = try await TestServer()
            let port = server.port
            func load(_ connections: Int) async throws -> String {
                try await run(
                    "wrk",
                    [
                        "-t1", "-c\(connections)", "-d\(Place.isLong ? 30 : 5)s", "--timeout", "5s", "--latency",
                        "\(server.url)/health/live",
                    ], within: .seconds(60)
                ).succeeded()
            }
            _ = try await load(100)
            let before = try server.program.memory()
            let report = try await load(1000)
            let after = try server.program.memory()
            #expect(!report.contains(/timeout [1-9]/), "\(report)")
            #expect(!report.contains("Non-2xx"), "\(report)")
            // 16 KiB of buffers and a task for each connection more, and nothing that grows with requests.
            #expect(after - before < 900 * 48 * 1024, "\(before) B → \(after) B")
            let isServed = try await onThread { isServedSoon(port) }
            #expect(isServed)
            #expect(try await server.program.stop() == 0)
        }

        @Test func `with all descriptors used up it waits quietly, and goes on when some are free`() async throws {
            let folder = try TemporaryFolder()
            let port = try freePort()
            let program = try Program(
                "sh", ["-c", "ulimit -n 64; exec \"$0\"", Place.program("apus-server")],
                environment: ["APUS_LISTEN": "127.0.0.1:\(port)", "APUS_DATA": folder.path("data")])
            try await program.port(port)
            let share = try await onThread { () -> Double in
                let wires = try (0..<200).map { _ in try Wire(port: port) }
                defer { for wire in wires { wire.close() } }
                let start = try program.processorTime()
                Thread.sleep(forTimeInterval: 2)
                return try (program.processorTime() - start) / 2
            }
            #expect(share < 0.2, "it spins: \(share) of a core")
            #expect(program.isRunning)
            let isServed = try await onThread { isServedSoon(port) }
            #expect(isServed)
            #expect(try await program.stop() == 0)
        }
    }
}

extension Program {
    /// Bytes of memory that are really there.
    func memory() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * 4096
    }

    /// Seconds that processors have spent on it.
    func processorTime() throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        return ((Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)) / 100
    }
}
