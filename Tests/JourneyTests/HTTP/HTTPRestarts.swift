import TestSupport
import Testing

extension Journeys {
    @Suite("Restarts under load", .timeLimit(.minutes(5))) struct HTTPRestarts {
        /// The listening socket is the test's own, as a service manager would hold it.
        @Test func `twenty restarts fail no request that may not simply be sent again`() async throws {
            let listener = try ListeningSocket()
            let folder = try TemporaryFolder()
            let load = Load(port: listener.port)
            var server = try start(listener, folder)
            try await server.line(containing: "Listening")
            load.start(clients: 4)
            for _ in 0..<20 {
                let next = try start(listener, folder)
                try await next.line(containing: "Listening")
                let before = load.answered
                #expect(try await server.stop() == 0, "\(server.output)")
                server = next
                try await onThread { load.wait(untilAnswered: before + 50) }
            }
            let failures = try await onThread { load.stop() }
            #expect(failures == [])
            #expect(load.answered > 1000)
            #expect(try await server.stop() == 0)
        }

        private func start(_ listener: ListeningSocket, _ folder: TemporaryFolder) throws -> Program {
            try Program(
                "sh", ["-c", "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\"", Place.program("apus-server")],
                environment: ["APUS_DATA": folder.path("data")], passing: [listener.descriptor])
        }
    }
}

/// Clients that ask again and again on kept connections, and notice everything that goes wrong.
final class Load: Sendable {
    private struct State: Sendable {
        var answered = 0
        var running = 0
        var isStopping = false
        var failures: [String] = []
    }

    private let port: Int
    private let state = Watched(State())

    init(port: Int) { self.port = port }

    var answered: Int { state.current.answered }

    func start(clients: Int) {
        state.update { $0.running = clients }
        for _ in 0..<clients {
            detach {
                do { try self.ask() } catch { self.state.update { $0.failures.append("\(error)") } }
                self.state.update { $0.running -= 1 }
            }
        }
    }

    /// Blocks until this many requests were answered, or a client failed.
    func wait(untilAnswered count: Int) {
        _ = state.wait(within: .seconds(30)) { $0.answered >= count || !$0.failures.isEmpty ? true : nil }
    }

    /// Blocks until the clients are done; answers what went wrong.
    func stop() -> [String] {
        state.update { $0.isStopping = true }
        _ = state.wait(within: .seconds(30)) { $0.running == 0 ? true : nil }
        return state.current.failures
    }

    /// A GET may be sent again as long as nothing of its answer has come (RFC 9110 §9.2.2); an answer that has begun
    /// must be whole, and nobody may be turned away.
    private func ask() throws {
        let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
        var wire = try Wire(port: port)
        while !state.current.isStopping {
            let before = wire.received
            do {
                let reply = try wire.ask(request)
                guard reply.status == 200 else { throw TestFailure("answered \(reply.status): \(reply.text)") }
                state.update { $0.answered += 1 }
                if !reply.closes { continue }
            } catch let failure as Wire.Failure where wire.received == before && failure != .timedOut {}
            wire.close()
            wire = try Wire(port: port)
        }
    }
}
