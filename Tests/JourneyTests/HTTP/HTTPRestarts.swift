import TestSupport
import Testing

extension Journeys {
    @Suite("Restarts under load", .timeLimit(.minutes(5))) struct HTTPRestarts {
        @Test func `twenty restarts fail no request that may not simply be sent again`() async throws {
            let (load, _) = try await restart { load in load.start(clients: 4, load.ask) }
            #expect(load.failures == [])
            #expect(load.answered > 1000)
        }

        /// A client cannot know whether a POST that was not answered was taken, but the log does.
        @Test func `twenty restarts leave no POST half done, and answer each that was taken`() async throws {
            let (load, log) = try await restart { load in load.start(clients: 4, load.post) }
            #expect(load.failures == [])
            #expect(load.answered > 1000)
            #expect(!log.contains("Log lines were dropped"))
            var taken: [Int: Int] = [:]
            for match in log.matches(of: /POST \/posted\/(\d+) 404/) { taken[Int(match.1) ?? 0, default: 0] += 1 }
            #expect(load.posted.filter { taken[$0] != 1 } == [], "answered, but not taken once")
            #expect(load.lost.filter { taken[$0] != nil } == [], "taken, but not answered")
            print("\(load.posted.count) answered, \(load.lost.count) of closed connections, which nobody had taken")
        }

        /// The listening socket is the test's own, as a service manager would hold it.
        private func restart(_ start: (Load) -> Void) async throws -> (Load, log: String) {
            let listener = try ListeningSocket()
            let folder = try TemporaryFolder()
            let load = Load(port: listener.port)
            var server = try program(listener, folder)
            var log = ""
            try await server.line(containing: "Listening")
            start(load)
            for _ in 0..<20 {
                let next = try program(listener, folder)
                try await next.line(containing: "Listening")
                let before = load.answered
                #expect(try await server.stop() == 0, "\(server.output)")
                log += try await server.wholeOutput()
                server = next
                try await onThread { load.wait(untilAnswered: before + 50) }
            }
            try await onThread { load.stop() }
            #expect(try await server.stop() == 0)
            return (load, log + (try await server.wholeOutput()))
        }

        private func program(_ listener: ListeningSocket, _ folder: TemporaryFolder) throws -> Program {
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
        var number = 0
        var posted: [Int] = []
        var lost: [Int] = []
    }

    private let port: Int
    private let state = Watched(State())

    init(port: Int) { self.port = port }

    var answered: Int { state.current.answered }
    var failures: [String] { state.current.failures }
    /// The numbers of the POSTs that were answered, and of those whose connection ended without a word.
    var posted: [Int] { state.current.posted }
    var lost: [Int] { state.current.lost }

    func start(clients: Int, _ visit: @escaping @Sendable () throws -> Void) {
        state.update { $0.running = clients }
        for _ in 0..<clients {
            detach {
                do { try visit() } catch { self.state.update { $0.failures.append("\(error)") } }
                self.state.update { $0.running -= 1 }
            }
        }
    }

    /// Blocks until this many requests were answered, or a client failed.
    func wait(untilAnswered count: Int) {
        _ = state.wait(within: .seconds(30)) { $0.answered >= count || !$0.failures.isEmpty ? true : nil }
    }

    /// Blocks until the clients are done.
    func stop() {
        state.update { $0.isStopping = true }
        _ = state.wait(within: .seconds(30)) { $0.running == 0 ? true : nil }
    }

    /// A GET may be sent again as long as nothing of its answer has come (RFC 9110 §9.2.2); an answer that has begun
    /// must be whole, and nobody may be turned away.
    @Sendable func ask() throws {
        let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
        try visit(request: { request }, status: 200) {
            self.state.update { $0.answered += 1 }
        } lost: {
        }
    }

    /// Each POST has a number. What is at its path is nothing, which is said once the body has been taken.
    @Sendable func post() throws {
        var number = 0
        try visit(
            request: {
                self.state.update {
                    $0.number += 1
                    number = $0.number
                }
                return "POST /posted/\(number) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
            }, status: 404
        ) {
            self.state.update {
                $0.answered += 1
                $0.posted.append(number)
            }
        } lost: {
            self.state.update { $0.lost.append(number) }
        }
    }

    private func visit(
        request: () -> String, status: Int, answered: () -> Void, lost: () -> Void
    ) throws {
        var wire = try Wire(port: port)
        while !state.current.isStopping {
            let before = wire.received
            do {
                let reply = try wire.ask(request())
                guard reply.status == status else { throw TestFailure("answered \(reply.status): \(reply.text)") }
                answered()
                if !reply.closes { continue }
            } catch let failure as Wire.Failure where wire.received == before && failure != .timedOut {
                lost()
            }
            wire.close()
            wire = try Wire(port: port)
        }
    }
}
