import HTTP
import Lifecycle
import Sockets
import TestSupport
import Testing

/// Connections that are idle among many hold no task, unless they are asked often; nobody can tell from outside.
@Suite(.timeLimit(.minutes(2))) struct DozingTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func limits(_ change: (inout HTTPLimits) -> Void = { _ in }) -> HTTPLimits {
        var limits = HTTPLimits()
        limits.connectionsAwake = 0
        change(&limits)
        return limits
    }

    @Test func `they wake for each request, whole or in pieces, and doze again`() async throws {
        try await withServer(limits(), HTTPApplication(echo)) { server in
            let (statuses, piecewise) = try await onThread {
                let wires = try (0..<50).map { _ in try server.wire() }
                let statuses = try (0..<3).flatMap { _ in try wires.map { try $0.ask(get).status } }
                for byte in get.utf8 { try wires[7].send([byte]) }
                return (statuses, try wires[7].reply().status)
            }
            #expect(statuses == [Int](repeating: 200, count: 150))
            #expect(piecewise == 200)
            #expect(server.server.counts.requests == 151)
        }
    }

    @Test func `they are closed when they have been idle for too long`() async throws {
        try await withServer(limits { $0.idleTime = .seconds(1) }, HTTPApplication(echo)) { server in
            let (unused, used) = try await onThread {
                let (unused, used) = (try server.wire(), try server.wire())
                _ = try used.ask(get)
                return (try unused.receiveAll(), try used.receiveAll())
            }
            #expect(unused.isEmpty && used.isEmpty)
        }
    }

    @Test func `a head that began must be whole in time`() async throws {
        try await withServer(limits { $0.headTime = .seconds(1) }, HTTPApplication(echo)) { server in
            let reply = try await onThread {
                let wire = try server.wire()
                _ = try wire.ask(get)
                try wire.send("GET / HTTP/1.1\r\nX: ")
                return try wire.reply()
            }
            #expect(reply.status == 408 && reply.closes)
        }
    }

    @Test func `they make room for others`() async throws {
        try await withServer(limits { $0.connections = 4 }, HTTPApplication(echo)) { server in
            let statuses = try await onThread {
                let wires = try (0..<12).map { _ in
                    let wire = try server.wire()
                    return (wire, try wire.ask(get).status)
                }
                return wires.map(\.1)
            }
            #expect(statuses == [Int](repeating: 200, count: 12))
            #expect(server.server.counts.evictedConnections >= 8)
        }
    }

    @Test func `their peers may leave`() async throws {
        try await withServer(limits(), HTTPApplication(echo)) { server in
            try await onThread {
                for _ in 0..<100 {
                    let wire = try server.wire()
                    _ = try wire.ask(get)
                    wire.close()
                }
                for _ in 0..<1000 where server.server.counts.openConnections > 1 { _ = try server.wire().ask(get) }
            }
            #expect(server.server.counts.openConnections <= 1)
        }
    }

    @Test(arguments: [false, true]) func `they end with the server`(atOnce: Bool) async throws {
        let server = try RunningServer(limits(), HTTPApplication(echo))
        let rest = try await onThread {
            let wires = try (0..<20).map { _ in try server.wire() }
            for wire in wires.prefix(10) { _ = try wire.ask(get) }
            server.stop.request()
            if atOnce { server.dropEverything() }
            return try wires.flatMap { try $0.receiveAll() }
        }
        try await server.end()
        #expect(rest.isEmpty)
    }
}
