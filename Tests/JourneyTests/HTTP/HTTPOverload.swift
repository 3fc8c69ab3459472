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

        /// They are taken away while it runs: at its start it would take no more connections than it has them for.
        @Test func `with few descriptors left it waits quietly, and goes on when some are free`() async throws {
            let server = try await TestServer()
            let (port, program) = (server.port, server.program)
            try await run("prlimit", ["--pid", "\(program.pid)", "--nofile=64:"], within: .seconds(10)).succeeded()
            try await onThread {
                let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                let wires = try (0..<200).map { _ in try Wire(port: port) }
                #expect(try wires[0].ask(request).status == 200)
                let areUsedUp = try comesTrue { try program.descriptors() >= 64 - 16 }
                let descriptors = try program.descriptors()
                #expect(areUsedUp, "\(descriptors) are open")
                #expect(try self.share(of: program, within: .seconds(2)) < 0.1, "it spins")
                // Who knocks again and again gets nothing of what is left to the server itself.
                #expect(try program.descriptors() < 64)
                // Who was let in is served meanwhile, who was not waits; and gets in as others leave.
                #expect(try wires[0].ask(request).status == 200)
                try wires[199].send(request)
                for wire in wires[1..<190] { wire.close() }
                #expect(try wires[199].reply().status == 200)
                #expect(try wires[0].ask(request).status == 200)
                for wire in wires { wire.close() }
                #expect(isServedSoon(port))
            }
            #expect(try await program.stop() == 0)
        }

        /// Which share of a core it takes.
        private func share(of program: Program, within time: Duration) throws -> Double {
            let before = try program.processorTime()
            _ = Watched(()).wait(within: time) { _ in Bool?.none }
            return try (program.processorTime() - before) / (time / .seconds(1))
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
