import Sockets
import TestSupport
import Testing

@testable import HTTP

@Suite("TLS and tunnels", .timeLimit(.minutes(1))) struct SecureTests {
    static let one = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"

    /// A certificate for `names`, made by the real openssl and signed by itself.
    static func certificate(_ names: String, in folder: TemporaryFolder) async throws -> (
        certificate: String, key: String
    ) {
        let certificate = folder.path("certificate.pem"), key = folder.path("key.pem")
        try await TestSupport.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=test", "-addext", "subjectAltName=\(names)", "-keyout", key, "-out", certificate,
            ], within: .seconds(30)
        ).succeeded()
        return (certificate, key)
    }

    static func options(_ authorities: String?) -> HTTPClient.Options {
        var options = HTTPClient.Options()
        options.authorities = authorities
        options.retries.limit = 0
        return options
    }

    static func server(_ names: String, in folder: TemporaryFolder) async throws -> (ScriptedServer, String) {
        let (certificate, key) = try await certificate(names, in: folder)
        let tls = try TLSServer(certificate: certificate, key: key)
        return (try ScriptedServer(tls: tls) { peer in try await peer.answer(.max, one) }, certificate)
    }

    @Test func `a server that proves its name is talked to, on one connection`() async throws {
        let folder = try TemporaryFolder()
        let (server, authority) = try await Self.server("IP:127.0.0.1", in: folder)
        let client = HTTPClient(Self.options(authority))
        for _ in 0..<3 {
            let answer = try await client.send(.init(.get, server.url(scheme: "https")))
            #expect(try await answer.body.collect(upTo: 1) == [0x31])
        }
        #expect(server.accepted == 1)
    }

    @Test(arguments: [true, false])
    func `a server that proves nothing gets no request`(isTrusted: Bool) async throws {
        let folder = try TemporaryFolder()
        let (server, authority) = try await Self.server(isTrusted ? "DNS:other.example" : "IP:127.0.0.1", in: folder)
        let client = HTTPClient(Self.options(isTrusted ? authority : nil))
        let reason = await HostilePeerTests.reason {
            _ = try await client.send(.init(.get, server.url(scheme: "https")))
        }
        guard case .tls = reason else {
            Issue.record("\(String(describing: reason))")
            return
        }
        #expect(await client.census.connections == 0)
    }

    @Test func `a server that never greets back is given up`() async throws {
        let server = try ScriptedServer { peer in await peer.drain() }
        var options = Self.options(nil)
        options.timeouts.handshake = .seconds(1)
        let client = HTTPClient(options)
        let reason = await HostilePeerTests.reason {
            _ = try await client.send(.init(.get, server.url(scheme: "https")))
        }
        #expect(reason == .timedOut(.handshake))
        await server.open(atMost: 0)
    }

    @Test func `a handshake can be cancelled`() async throws {
        let isThere = Signal()
        let server = try ScriptedServer { peer in
            isThere.send()
            await peer.drain()
        }
        let client = HTTPClient(Self.options(nil)), url = try server.url(scheme: "https")
        let task = Task { await HostilePeerTests.reason { _ = try await client.send(.init(.get, url)) } }
        await isThere.wait()
        task.cancel()
        #expect(await task.value == .cancelled)
        await server.open(atMost: 0)
    }

    @Test func `through a proxy's tunnel the server proves its own name`() async throws {
        let folder = try TemporaryFolder()
        let (server, authority) = try await Self.server("DNS:a.example", in: folder)
        let port = server.listener.address.port ?? 0
        let proxy = try ScriptedServer { peer in
            #expect(try await peer.head().hasPrefix("CONNECT a.example:8443 HTTP/1.1\r\n"))
            try await peer.say("HTTP/1.1 200 Established\r\n\r\n")
            try await peer.relay(to: port)
        }
        var options = Self.options(authority)
        options.proxy = .through(try proxy.url())
        let client = HTTPClient(options)
        for _ in 0..<2 {
            let answer = try await client.send(.init(.get, HTTPURL("https://a.example:8443/")))
            #expect(try await answer.body.collect(upTo: 1) == [0x31])
        }
        #expect(proxy.accepted == 1 && server.accepted == 1)
    }
}
