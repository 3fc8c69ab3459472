import HTTP
import Lifecycle
import Sockets
import TestSupport
import Testing

/// What need not wait is answered without a task, as soon as it is read; nobody can tell from outside.
@Suite(.timeLimit(.minutes(2))) struct AnsweringAtOnceTests {
    /// Says the path, as it says: at once or after a while, and a refusal or a long text in its place.
    private let application = HTTPApplication(beginning: { request in
        let path = String(decoding: request.path, as: UTF8.self)
        let response = Response(.ok, "text/plain", Array(path.utf8))
        switch path {
        case "/later":
            return .waiting {
                await Task.yield()
                return response
            }
        case "/counted":
            return .waiting {
                Response(.ok, "text/plain", Array("\(try await request.body.collect(upTo: 1 << 20).count)".utf8))
            }
        case "/refused": return .waiting { throw Refusal(.conflict, "It is refused.") }
        case "/page": return .answered(Response(.ok, "text/plain", [UInt8](repeating: 0x61, count: 4096)))
        case "/long": return .answered(Response(.ok, "text/plain", [UInt8](repeating: 0x61, count: 5 << 20)))
        default: return .answered(response)
        }
    })

    private static let paths = [
        "/a", "/later", "/b", "/c", "/later", "/later", "/refused", "/d", "/long", "/e", "/page", "/later", "/long",
        "/refused", "/f",
    ]

    private func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }

    /// Which path an answer speaks of.
    private func path(of reply: Reply) -> String {
        switch (reply.status, reply.text.utf8.count) {
        case (409, _): "/refused"
        case (200, 4096): "/page"
        case (200, 5 << 20): "/long"
        default: reply.text
        }
    }

    private func limits(crowded: Bool, _ change: (inout HTTPLimits) -> Void = { _ in }) -> HTTPLimits {
        var limits = HTTPLimits()
        if crowded { limits.connectionsAwake = 0 }
        change(&limits)
        return limits
    }

    @Test(arguments: [false, true])
    func `answers at once and answers that wait take turns on a connection`(crowded: Bool) async throws {
        try await withServer(limits(crowded: crowded), application) { server in
            let answered = try await onThread {
                let wire = try server.wire()
                return try Self.paths.map { path(of: try wire.ask(get($0))) }
            }
            #expect(answered == Self.paths)
            #expect(server.server.counts.requests == Self.paths.count)
        }
    }

    @Test(arguments: [false, true]) func `requests that come together are answered in order`(crowded: Bool) async throws
    {
        try await withServer(limits(crowded: crowded), application) { server in
            let answered = try await onThread {
                let wire = try server.wire()
                _ = try wire.ask(get("/first"))
                try wire.send(Self.paths.map { get($0) }.joined())
                return try Self.paths.map { _ in path(of: try wire.reply()) }
            }
            #expect(answered == Self.paths)
        }
    }

    @Test(arguments: [false, true]) func `a request may come byte by byte`(crowded: Bool) async throws {
        try await withServer(limits(crowded: crowded), application) { server in
            let answered = try await onThread {
                let wire = try server.wire()
                return try ["/a", "/later", "/b"].map { wanted in
                    for byte in get(wanted).utf8 { try wire.send([byte]) }
                    return path(of: try wire.reply())
                }
            }
            #expect(answered == ["/a", "/later", "/b"])
        }
    }

    @Test func `a body that comes late is waited for`() async throws {
        try await withServer(limits(crowded: false), application) { server in
            let answered = try await onThread {
                let wire = try server.wire()
                let before = path(of: try wire.ask(get("/a")))
                try wire.send("POST /counted HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12")
                try wire.send("345")
                return [before, path(of: try wire.reply()), path(of: try wire.ask(get("/b")))]
            }
            #expect(answered == ["/a", "5", "/b"])
        }
    }

    @Test(arguments: [false, true]) func `answers that the peer does not fetch wait for it`(crowded: Bool) async throws
    {
        try await withServer(limits(crowded: crowded), application) { server in
            let pages = try await onThread {
                let wire = try server.wire()
                _ = try wire.ask(get("/a"))
                let count = 3000
                try wire.send([String](repeating: get("/page"), count: count).joined())
                return try (0..<count).filter { _ in path(of: try wire.reply()) == "/page" }.count
            }
            #expect(pages == 3000)
        }
    }

    @Test(arguments: [false, true]) func `the last answer ends the connection`(crowded: Bool) async throws {
        try await withServer(limits(crowded: crowded), application) { server in
            let (reply, rest) = try await onThread {
                let wire = try server.wire()
                _ = try wire.ask(get("/a"))
                return (try wire.ask(get("/b", "Connection: close\r\n")), try wire.receiveAll())
            }
            #expect(reply.closes && rest.isEmpty)
        }
    }

    @Test(arguments: [false, true]) func `who says nonsense is refused`(crowded: Bool) async throws {
        try await withServer(limits(crowded: crowded), application) { server in
            let (reply, rest) = try await onThread {
                let wire = try server.wire()
                _ = try wire.ask(get("/a"))
                return (try wire.ask("GET /b\r\n\r\n"), try wire.receiveAll())
            }
            #expect(reply.status == 400 && reply.closes && rest.isEmpty)
        }
    }

    @Test(arguments: [false, true]) func `a connection that is idle for too long is closed`(crowded: Bool) async throws
    {
        try await withServer(limits(crowded: crowded) { $0.idleTime = .seconds(1) }, application) { server in
            let rest = try await onThread {
                let wire = try server.wire()
                for path in ["/a", "/b", "/later", "/c"] { _ = try wire.ask(get(path)) }
                return try wire.receiveAll()
            }
            #expect(rest.isEmpty)
        }
    }

    @Test(arguments: [false, true]) func `idle connections make room for others`(crowded: Bool) async throws {
        try await withServer(limits(crowded: crowded) { $0.connections = 4 }, application) { server in
            let statuses = try await onThread {
                let wires = try (0..<12).map { number in
                    let wire = try server.wire()
                    return (wire, try wire.ask(get(number.isMultiple(of: 2) ? "/a" : "/later")).status)
                }
                return wires.map(\.1)
            }
            #expect(statuses == [Int](repeating: 200, count: 12))
        }
    }

    @Test(arguments: [false, true]) func `peers may leave, politely or not`(crowded: Bool) async throws {
        try await withServer(limits(crowded: crowded), application) { server in
            try await onThread {
                for number in 0..<100 {
                    let wire = try server.wire()
                    _ = try wire.ask(get("/a"))
                    if number.isMultiple(of: 2) { wire.close() } else { wire.reset() }
                }
                for _ in 0..<1000 where server.server.counts.openConnections > 1 {
                    _ = try server.wire().ask(get("/a"))
                }
            }
            #expect(server.server.counts.openConnections <= 1)
        }
    }

    @Test(arguments: [false, true]) func `connections end with the server`(atOnce: Bool) async throws {
        let server = try RunningServer(limits(crowded: false), application)
        let rest = try await onThread {
            let wires = try (0..<20).map { _ in try server.wire() }
            for wire in wires.prefix(10) { _ = try wire.ask(get("/a")) }
            for wire in wires.prefix(5) { _ = try wire.ask(get("/later")) }
            server.stop.request()
            if atOnce { server.dropEverything() }
            return try wires.flatMap { try $0.receiveAll() }
        }
        try await server.end()
        #expect(rest.isEmpty)
    }
}
