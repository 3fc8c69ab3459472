import Lifecycle
import Sockets
import Synchronization
import TestSupport
import Testing

@testable import HTTP

/// Bounds and clocks. Their settings are small here; what is waited for is the server's answer.
@Suite(.timeLimit(.minutes(2))) struct BoundsTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A handler that waits until it is let go, and what lets it go.
    private func held() -> (handler: Handler, arrived: Watched<Int>, release: @Sendable () -> Void) {
        let stop = Stop()
        let arrived = Watched<Int>(0)
        return (
            { request in
                arrived.update { $0 += 1 }
                await stop.requested()
                return try await echo(request)
            }, arrived, { stop.request() }
        )
    }

    @Test func `a connection serves so many requests, and says so in its last answer`() async throws {
        var limits = HTTPLimits()
        limits.requestsPerConnection = 3
        try await withServer(limits, HTTPApplication(echo)) { server in
            let (closes, rest) = try await onThread {
                let wire = try server.wire()
                try wire.send(get + get + get + get)
                return (try (0..<3).map { _ in try wire.reply().closes }, try wire.receiveAll())
            }
            #expect(closes == [false, false, true])
            #expect(rest.isEmpty)
        }
    }

    @Test func `so many connections are served, and one more is told to come again`() async throws {
        var limits = HTTPLimits()
        limits.connectionsPerAddress = 3
        try await withServer(limits, HTTPApplication(echo)) { server in
            let (served, refused, again) = try await onThread {
                let wires = try (0..<3).map { _ in try server.wire() }
                let served = try wires.map { try $0.ask(get).status }
                let one = try server.wire()
                let refused = try one.reply()
                wires[0].close()
                // The server hears of it when it does.
                return (served, refused, isServed(within: .seconds(10), server))
            }
            #expect(served == [200, 200, 200])
            #expect(refused.status == 503 && refused["retry-after"] == "1" && refused.closes)
            #expect(again)
            #expect(server.server.counts.refusedConnections > 0)
        }
    }

    @Test func `when all places are taken, the one idle longest makes room`() async throws {
        var limits = HTTPLimits()
        limits.connections = 4
        try await withServer(limits, HTTPApplication(echo)) { server in
            let (first, statuses) = try await onThread {
                let wires = try (0..<4).map { _ in
                    let wire = try server.wire()
                    _ = try wire.ask(get)
                    return wire
                }
                // The first was closed when the fourth took the last place.
                let first = try wires[0].receiveAll()
                let statuses = try wires[1...].map { try $0.ask(get).status } + [server.wire().ask(get).status]
                return (first, statuses)
            }
            #expect(first.isEmpty)
            #expect(statuses == [200, 200, 200, 200])
            #expect(server.server.counts.evictedConnections >= 1)
        }
    }

    @Test func `when all places are taken by requests at work, one more is told to come again, until one is idle`()
        async throws
    {
        var limits = HTTPLimits()
        limits.connections = 4
        let (handler, arrived, release) = held()
        try await withServer(limits, HTTPApplication(handler), loops: 2) { server in
            let (refused, statuses, later) = try await onThread {
                // One by one, for who has said nothing yet is idle.
                let busy = try (1...4).map { number in
                    let wire = try server.wire()
                    try wire.send(get)
                    _ = arrived.wait(within: .seconds(20)) { $0 == number ? true : nil }
                    return wire
                }
                let refused = try server.wire().reply()
                release()
                let statuses = try busy.map { try $0.reply().status }
                return (refused, statuses, isServed(within: .seconds(10), server))
            }
            #expect(refused.status == 503 && refused["retry-after"] == "1" && refused.closes)
            #expect(statuses == [200, 200, 200, 200])
            #expect(later)
            #expect(server.server.counts.evictedConnections >= 1)
        }
    }

    /// Whether one of the connections that are tried until then, one after the other, is served.
    private func isServed(within time: Duration, _ server: RunningServer) -> Bool {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end {
            if let reply = try? server.wire().ask(get), reply.status == 200 { return true }
        }
        return false
    }

    @Test func `so many requests are at work, one more is shed at once, and health is not`() async throws {
        var limits = HTTPLimits()
        limits.requestsInFlight = 2
        let (handler, arrived, release) = held()
        var application = HTTPApplication { request in
            request.path.count > 1 ? try await echo(request) : try await handler(request)
        }
        application.urgentPaths = ["/health"]
        try await withServer(limits, application) { server in
            let (shed, health, after) = try await onThread {
                let busy = try (0..<2).map { _ in try server.wire() }
                for wire in busy { try wire.send(get) }
                _ = arrived.wait(within: .seconds(10)) { $0 == 2 ? true : nil }
                let wire = try server.wire()
                let shed = try wire.ask(get)
                let health = try wire.ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
                release()
                let after = try busy.map { try $0.reply().status } + [wire.ask(get).status]
                return (shed, health, after)
            }
            #expect(shed.status == 503 && shed["retry-after"] == "1")
            #expect(health.status == 200)
            #expect(after == [200, 200, 200])
            #expect(server.server.counts.shedRequests == 1 && server.server.counts.requestsInFlight == 0)
        }
    }

    @Test func `a head must be whole in time, however it drips`() async throws {
        var limits = HTTPLimits()
        limits.headTime = .seconds(1)
        try await withServer(limits, HTTPApplication(echo)) { server in
            let reply = try await onThread {
                let wire = try server.wire()
                try wire.send("GET / HTTP/1.1\r\nX: ")
                return try wire.reply()
            }
            #expect(reply.status == 408 && reply.closes)
            #expect(server.server.counts.slowHeads == 1)
        }
    }

    @Test func `an idle connection is closed without a word`() async throws {
        var limits = HTTPLimits()
        limits.idleTime = .seconds(1)
        try await withServer(limits, HTTPApplication(echo)) { server in
            let rest = try await onThread {
                let wire = try server.wire()
                _ = try wire.ask(get)
                return try wire.receiveAll()
            }
            #expect(rest.isEmpty)
        }
    }

    @Test func `beyond its share of connections a crowded server gives the idle ones less time`() async throws {
        var limits = HTTPLimits()
        (limits.connections, limits.crowdedAt, limits.crowdedIdleTime) = (10, 70, .seconds(1))
        try await withServer(limits, HTTPApplication(echo)) { server in
            let (seven, eight) = try await onThread {
                let wires = try (0..<7).map { _ in try server.wire() }
                for wire in wires { _ = try wire.ask(get) }
                let seven = server.server.isCrowded
                let eighth = try server.wire()
                _ = try eighth.ask(get)
                let eight = server.server.isCrowded
                for wire in wires + [eighth] { _ = try wire.receiveAll() }
                return (seven, eight)
            }
            #expect(!seven && eight)
        }
    }

    @Test func `a body that drips is refused`() async throws {
        var limits = HTTPLimits()
        limits.rateWindow = .seconds(1)
        limits.rateGrace = .seconds(1)
        try await withServer(limits, HTTPApplication(echo)) { server in
            let reply = try await onThread {
                let wire = try server.wire()
                return try wire.ask("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhello")
            }
            #expect(reply.status == 408 && reply.closes)
            #expect(server.server.counts.slowBodies == 1)
        }
    }

    @Test func `who does not fetch an answer is cut off`() async throws {
        var limits = HTTPLimits()
        limits.rateWindow = .seconds(1)
        limits.rateGrace = .seconds(1)
        let ended = Watched<Bool>(false)
        var application = HTTPApplication { _ in
            Response(
                .ok,
                .stream(length: nil) { writer in
                    while true { try await writer.write([UInt8](repeating: 0x61, count: 100_000)) }
                })
        }
        application.observe = { served in ended.update { $0 = !served.isComplete } }
        try await withServer(limits, application) { server in
            let wasCut = try await onThread {
                let wire = try Wire(port: server.port, timeout: .seconds(20), receiveBuffer: 4096)
                try wire.send(get)
                return ended.wait(within: .seconds(20)) { $0 ? true : nil } ?? false
            }
            #expect(wasCut)
            #expect(server.server.counts.slowReaders == 1)
        }
    }

    @Test func `a handler that takes too long is answered for and cancelled`() async throws {
        var limits = HTTPLimits()
        limits.handlerTime = .seconds(1)
        let wasCancelled = Watched<Bool>(false)
        let application = HTTPApplication { request in
            if request.path.count > 1 { await request.setDeadline(nil) }
            do {
                // A request for /more would wait for its own end; only the deadline ends this one.
                try await Task.sleep(for: request.path.count > 1 ? .seconds(3) : .seconds(600))
            } catch {
                wasCancelled.update { $0 = true }
                throw error
            }
            return Response(.ok, "text/plain", [])
        }
        try await withServer(limits, application) { server in
            let (late, patient, cancelled) = try await onThread {
                let wire = try server.wire()
                let patient = try server.wire()
                try patient.send("GET /more HTTP/1.1\r\nHost: a\r\n\r\n")
                let late = try wire.ask(get + get)
                let cancelled = wasCancelled.wait(within: .seconds(10)) { $0 ? true : nil } ?? false
                _ = try wire.receiveAll()
                return (late, try patient.reply(), cancelled)
            }
            #expect(late.status == 503 && late.closes && late["retry-after"] == "1")
            #expect(patient.status == 200)
            #expect(cancelled)
            #expect(server.server.counts.overruns == 1)
        }
    }

    @Test func `a drain finishes what is in hand, closes what is idle, and takes in no more`() async throws {
        let (handler, arrived, release) = held()
        let server = try RunningServer(handler: handler)
        let (idle, reply, rest) = try await onThread {
            let idle = try server.wire()
            let busy = try server.wire()
            try busy.send(get)
            _ = arrived.wait(within: .seconds(10)) { $0 == 1 ? true : nil }
            server.stop.request()
            let last = try idle.receiveAll()
            // Whoever comes now is turned away, as soon as each loop has heard of the stop.
            for _ in 0..<1000 { if (try? server.wire()) == nil { break } }
            #expect(throws: (any Error).self) { try server.wire() }
            release()
            return (last, try busy.reply(), try busy.receiveAll())
        }
        try await server.end()
        #expect(idle.isEmpty && rest.isEmpty)
        #expect(reply.status == 200 && reply.closes)
    }

    @Test func `a second stop drops everything`() async throws {
        let (handler, arrived, release) = held()
        let server = try RunningServer(handler: handler)
        let rest = try await onThread {
            let wire = try server.wire()
            try wire.send(get)
            _ = arrived.wait(within: .seconds(10)) { $0 == 1 ? true : nil }
            server.stop.request()
            server.dropEverything()
            return try wire.receiveAll()
        }
        try await server.cancel()
        release()
        #expect(rest.isEmpty || String(decoding: rest, as: UTF8.self).contains("connection: close"))
    }

    @Test func `events stream, are kept alive, and end with a drain`() async throws {
        var limits = HTTPLimits()
        limits.heartbeat = .seconds(1)
        let server = try RunningServer(limits) { _ in
            .events { writer in
                try await writer.setRetry(.seconds(2))
                try await writer.send(ServerSentEvent("one", name: "n", id: "1"))
                try await Task.sleep(for: .seconds(600))
            }
        }
        let (head, first, beat, last) = try await onThread {
            let wire = try server.wire()
            try wire.send(get)
            let head = try Reply(head: wire.receive(until: Array("\r\n\r\n".utf8)))
            func chunk() throws -> String {
                let count = Int(String(decoding: try wire.receive(until: [13, 10]), as: UTF8.self), radix: 16) ?? 0
                let text = String(decoding: try wire.receive(exactly: count), as: UTF8.self)
                _ = try wire.receive(exactly: 2)
                return text
            }
            let first = try chunk() + chunk()
            let beat = try chunk()
            server.stop.request()
            var last = try chunk()
            while last == ":\n\n" { last = try chunk() }
            return (head, first, beat, last + String(decoding: try wire.receiveAll(), as: UTF8.self))
        }
        try await server.end()
        #expect(head["content-type"] == "text/event-stream" && head["cache-control"] == "no-store")
        #expect(first == "retry: 2000\n\nevent: n\nid: 1\ndata: one\n\n")
        #expect(beat == ":\n\n")
        #expect(last == "event: end\ndata: \n\n0\r\n\r\n")
    }
}
