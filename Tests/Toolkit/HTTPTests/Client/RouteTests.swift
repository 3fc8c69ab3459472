import Compression
import Sockets
import TestSupport
import Testing

@testable import HTTP

@Suite("Ways to a server", .timeLimit(.minutes(1))) struct RouteTests {
    static let one = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"

    // MARK: Redirects and retries, for real

    @Test func `redirects lead to the end, and say where that was`() async throws {
        let server = try ScriptedServer { peer in
            for _ in 0..<3 {
                let head = try await peer.head()
                if head.hasPrefix("GET /end ") { return try await peer.answerLast(Self.one) }
                let next = head.hasPrefix("POST /a ") ? "b" : "end"
                try await peer.say("HTTP/1.1 302 Found\r\nLocation: /\(next)\r\nContent-Length: 2\r\n\r\nno")
            }
        }
        let client = HTTPClient()
        let answer = try await client.send(.init(.post, server.url("/a"), body: .text("")))
        #expect(answer.status == .ok && "\(answer.url)".hasSuffix("/end"))
        #expect(server.accepted == 1)
    }

    @Test func `a request to a busy server is repeated`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.answer(1, "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")
            try await peer.answer(1, Self.one)
            await peer.drain()
        }
        let client = HTTPClient()
        #expect(try await client.send(.init(.get, server.url())).status == .ok)
    }

    @Test func `a request that met a closing connection is repeated on another`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.answer(1, Self.one)
            if peer.number > 1 { return try await peer.answer(.max, Self.one) }
            try await peer.head()  // read, and never answered
        }
        let client = HTTPClient()
        for _ in 0..<2 { #expect(try await client.send(.init(.get, server.url())).status == .ok) }
        #expect(server.accepted == 2)
    }

    @Test func `a POST that met a closing connection is not repeated, and may have been carried out`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.answer(1, Self.one)
            try await peer.head()
        }
        let client = HTTPClient()
        _ = try await client.send(.init(.get, server.url())).body.collect(upTo: 1)
        let request = HTTPClient.Request(.post, try server.url(), body: .text("x"))
        do {
            _ = try await client.send(request)
            Issue.record("it was repeated")
        } catch {
            #expect(error.reason == .closed(.answer) && error.mayHaveBeenCarriedOut)
            #expect(error.host == "127.0.0.1" && error.port == server.listener.address.port)
        }
    }

    @Test func `nobody there is an error that names who was asked`() async throws {
        let port = try freePort()
        var options = HTTPClient.Options()
        options.retries.limit = 0
        let client = HTTPClient(options), request = HTTPClient.Request(.get, try HTTPURL("http://127.0.0.1:\(port)/"))
        do {
            _ = try await client.send(request)
            Issue.record("somebody answered")
        } catch {
            #expect(error.reason == .refused && !error.mayHaveBeenCarriedOut)
            #expect("\(error)" == "the connection was refused (127.0.0.1:\(port))")
        }
    }

    @Test func `an address that the rule forbids is never connected to`() async throws {
        let server = try ScriptedServer { _ in }
        var options = HTTPClient.Options()
        options.rule = { !$0.isLocal }
        let client = HTTPClient(options)
        for url in [try server.url(), try HTTPURL("http://localhost:\(server.listener.address.port ?? 0)/")] {
            let reason = await HostilePeerTests.reason { _ = try await client.send(.init(.get, url)) }
            #expect(reason == .forbiddenAddress)
        }
        #expect(server.accepted == 0)
    }

    @Test func `a name is looked up`() async throws {
        let server = try ScriptedServer { peer in try await peer.answer(.max, Self.one) }
        let client = HTTPClient()
        let url = try HTTPURL("http://localhost:\(server.listener.address.port ?? 0)/")
        #expect(try await client.send(.init(.get, url)).status == .ok)
        var options = HTTPClient.Options()
        options.retries.limit = 0
        let nowhere = HTTPClient(options)
        let reason = await HostilePeerTests.reason {
            _ = try await nowhere.send(.init(.get, HTTPURL("http://no-such-host.invalid/")))
        }
        guard case .unknownHost = reason else {
            Issue.record("\(String(describing: reason))")
            return
        }
    }

    @Test func `a Unix socket is a host`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("s")
        let server = try ScriptedServer(at: .unix(path)) { peer in
            #expect(try await peer.head().hasPrefix("GET /x HTTP/1.1\r\nhost: localhost\r\n"))
            try await peer.answerLast(Self.one)
        }
        let client = HTTPClient()
        let answer = try await client.send(.init(.get, HTTPURL(unixSocket: path, target: "/x")))
        #expect(try await answer.body.collect(upTo: 1) == [0x31])
        #expect(server.accepted == 1)
    }

    // MARK: Compression

    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var compressor = Compressor()
        var output: [UInt8] = []
        compressor.compress(bytes.span, into: &output, flush: .end)
        return output
    }

    static func compressed(_ body: [UInt8], more: String = "") throws -> ScriptedServer {
        try ScriptedServer { peer in
            while true {
                try await peer.head()
                try await peer.say(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\(more)\r\n")
                try await peer.say(body)
            }
        }
    }

    @Test func `a gzip answer is inflated, and its connection kept`() async throws {
        let plain = [UInt8]((0..<500_000).map { UInt8(truncatingIfNeeded: $0 % 251 ^ $0 >> 8) })
        let server = try Self.compressed(Self.gzip(plain))
        let client = HTTPClient()
        for _ in 0..<2 {
            let answer = try await client.send(.init(.get, server.url()))
            #expect(!answer.headers.contains("content-encoding") && !answer.headers.contains("content-length"))
            #expect(try await answer.body.collect(upTo: 1 << 20) == plain)
        }
        #expect(server.accepted == 1)
    }

    @Test func `without inflation the bytes are as they came`() async throws {
        let bytes = Self.gzip(Array("hello".utf8))
        let server = try Self.compressed(bytes)
        var request = HTTPClient.Request(.get, try server.url())
        request.options.inflates = false
        let answer = try await HTTPClient().send(request)
        #expect(answer.headers["content-encoding"] == "gzip")
        #expect(try await answer.body.collect(upTo: 1 << 20) == bytes)
    }

    @Test(arguments: ["bomb", "cut", "damaged", "followed"])
    func `a bomb and what is damaged end in an error`(kind: String) async throws {
        var bytes = Self.gzip(kind == "bomb" ? [UInt8](repeating: 0, count: 8 << 20) : Array("hello hello".utf8))
        if kind == "cut" { bytes.removeLast(3) }
        if kind == "damaged" { bytes[bytes.count - 6] ^= 1 }
        if kind == "followed" { bytes += [1, 2, 3] }
        let server = try Self.compressed(bytes)
        let client = HTTPClient()
        let reason = await HostilePeerTests.reason {
            _ = try await client.send(.init(.get, server.url())).body.collect(upTo: 1 << 30)
        }
        #expect(reason == .inflation)
        await server.open(atMost: 0)
    }

    // MARK: Proxies

    @Test func `a proxy reads the whole URL, and its login`() async throws {
        let server = try ScriptedServer { peer in
            let head = try await peer.head()
            #expect(head.hasPrefix("GET http://a.example:81/x?y HTTP/1.1\r\nhost: a.example:81\r\n"))
            #expect(head.contains("\r\nproxy-authorization: Basic dTpw\r\n"))
            try await peer.answerLast(Self.one)
        }
        var options = HTTPClient.Options()
        let port = server.listener.address.port ?? 0
        options.proxy = .through(try HTTPURL("http://u:p@127.0.0.1:\(port)", userInfo: .allowed))
        let answer = try await HTTPClient(options).send(.init(.get, HTTPURL("http://a.example:81/x?y")))
        #expect(answer.status == .ok)
    }

    @Test func `a proxy that refuses a tunnel is an error`() async throws {
        let server = try ScriptedServer { peer in
            #expect(try await peer.head().hasPrefix("CONNECT a.example:443 HTTP/1.1\r\nhost: a.example:443\r\n"))
            try await peer.answerLast("HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n")
        }
        var options = HTTPClient.Options()
        options.proxy = .through(try server.url())
        let client = HTTPClient(options)
        let reason = await HostilePeerTests.reason {
            _ = try await client.send(.init(.get, HTTPURL("https://a.example/")))
        }
        #expect(reason == .proxy("it answered 407"))
        await server.open(atMost: 0)
    }
}
