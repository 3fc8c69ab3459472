import Sockets
import Testing

@testable import HTTP

/// Servers that do what they must not, each of which has to end in the right error, within its time, with nothing left.
@Suite("The client and hostile servers", .timeLimit(.minutes(1))) struct HostilePeerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: HTTPClientError.Reason
        let script: ScriptedServer.Script
        init(_ name: String, _ reason: HTTPClientError.Reason, _ script: @escaping ScriptedServer.Script) {
            (testDescription, self.reason, self.script) = (name, reason, script)
        }

        /// A server that says this and then nothing more.
        static func saying(_ name: String, _ text: String, _ reason: HTTPClientError.Reason) -> Case {
            Case(name, reason) { peer in
                try await peer.head()
                try await peer.say(text)
                await peer.drain()
            }
        }

        /// A server that says this and closes.
        static func closing(_ name: String, after text: String, _ reason: HTTPClientError.Reason) -> Case {
            Case(name, reason) { peer in
                try await peer.head()
                try await peer.say(text)
            }
        }
    }

    static let cases: [Case] = [
        .closing("closes without a word", after: "", .closed(.answer)),
        .closing("closes in the status line", after: "HTTP/1.1 20", .closed(.head)),
        .closing("closes in the head", after: "HTTP/1.1 200 OK\r\nContent-Le", .closed(.head)),
        .closing("closes in the body", after: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", .closed(.body)),
        .closing(
            "closes in a chunk", after: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell", .closed(.body)
        ),
        .closing(
            "closes before the last chunk",
            after: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            .closed(.body)),
        Case("resets at once", .closed(.answer)) { peer in
            try await peer.head()
            await peer.reset()
        },
        Case("resets in the body", .closed(.body)) { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello")
            try await peer.loop.sleep(for: .milliseconds(50))
            await peer.reset()
        },
        .saying("stalls before the answer", "", .timedOut(.answer)),
        .saying("stalls in the head", "HTTP/1.1 200 OK\r\nA", .timedOut(.head)),
        Case("drips a head without end", .timedOut(.head)) { peer in
            try await peer.head()
            try await peer.drip("HTTP/1.1 200 OK\r\nA: " + String(repeating: "b", count: 60_000))
        },
        .saying("stalls in the body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", .timedOut(.body)),
        .saying(
            "stalls in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell", .timedOut(.body)),
        .saying("says garbage", "\u{0}\u{1}\u{2}\r\n\r\n", .malformedResponse(.statusLine)),
        .saying("speaks TLS", "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}F\n", .malformedResponse(.statusLine)),
        .saying("speaks HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", .malformedResponse(.version)),
        .saying("greets as a mail server", "220 mail.example ESMTP\r\n", .malformedResponse(.statusLine)),
        .saying(
            "states two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
            .malformedResponse(.length)),
        .saying(
            "states a length and chunks",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .malformedResponse(.framing)),
        .saying("folds a line", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .malformedResponse(.field)),
        .saying("switches protocols", "HTTP/1.1 101 Switching\r\n\r\n", .malformedResponse(.status)),
        .saying(
            "sends a hundred interim answers", String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 100),
            .malformedResponse(.tooManyInterim)),
        .saying(
            "sends a chunk with a sign",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n",
            .malformedResponse(.chunk)),
        .saying(
            "sends a chunk longer than it says",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n", .malformedResponse(.chunk)),
        Case("sends headers without end", .malformedResponse(.tooLarge)) { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 200 OK\r\n")
            while true { try await peer.say("A: \(String(repeating: "b", count: 1000))\r\n") }
        },
        Case("sends one header without end", .malformedResponse(.tooLarge)) { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 200 OK\r\nA: ")
            while true { try await peer.say(String(repeating: "b", count: 1000)) }
        },
        Case("sends a status line without end", .malformedResponse(.tooLarge)) { peer in
            try await peer.head()
            while true { try await peer.say(String(repeating: "HTTP", count: 1000)) }
        },
        Case("sends a body without end", .bodyTooLarge(limit: 1 << 20)) { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 200 OK\r\n\r\n")
            while true { try await peer.say([UInt8](repeating: 7, count: 10_000)) }
        },
        Case("sends chunks without end", .bodyTooLarge(limit: 1 << 20)) { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while true { try await peer.say("3e8\r\n\(String(repeating: "b", count: 1000))\r\n") }
        },
    ]

    @Test(arguments: cases) func `each ends in its error and leaves nothing`(c: Case) async throws {
        let server = try ScriptedServer(c.script)
        var options = HTTPClient.Options()
        options.timeouts.firstByte = .seconds(1)
        options.timeouts.idle = .seconds(1)
        options.retries.limit = 0
        let client = HTTPClient(options)
        let reason = await Self.reason {
            _ = try await client.send(.init(.get, server.url())).body.collect(upTo: 1 << 20)
        }
        #expect(reason == c.reason)
        await server.open(atMost: 0)
        let census = await client.census
        #expect(census.connections == 0)
        #expect(server.accepted == 1)
    }

    @Test func `a head that drips in arrives`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.head()
            try await peer.drip("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            await peer.drain()
        }
        let client = HTTPClient()
        let answer = try await client.send(.init(.get, server.url()))
        #expect(try await answer.body.collect(upTo: 5) == Array("hello".utf8))
        let census = await client.census
        #expect(census.connections == 1 && census.idle == 1)
    }

    @Test func `chunks that drip in arrive, and interim answers are passed over`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
            try await peer.drip(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nT: x\r\n\r\n")
            await peer.drain()
        }
        let client = HTTPClient()
        let answer = try await client.send(.init(.get, server.url()))
        #expect(try await answer.body.collect(upTo: 5) == Array("hello".utf8))
        #expect(answer.headers["link"] == nil)
        let census = await client.census
        #expect(census.connections == 1 && census.idle == 1)
    }

    @Test func `a body that ends with its connection is whole, and the connection is not used again`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.head()
            try await peer.say("HTTP/1.0 200 OK\r\n\r\nhello")
        }
        let client = HTTPClient()
        for _ in 0..<2 {
            let answer = try await client.send(.init(.get, server.url()))
            #expect(try await answer.body.collect(upTo: 5) == Array("hello".utf8))
        }
        #expect(server.accepted == 2)
        await server.open(atMost: 0)
    }

    @Test func `what follows an answer unasked ends the connection and is never an answer`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.answer(
                1, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")
            await peer.drain()
        }
        let client = HTTPClient()
        for _ in 0..<2 {
            let answer = try await client.send(.init(.get, server.url()))
            #expect(try await answer.body.collect(upTo: 5) == Array("1".utf8))
        }
        #expect(server.accepted == 2)
    }

    @Test func `a connection that its server has closed is noticed before it is used`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.answer(1, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        }
        var options = HTTPClient.Options()
        options.retries.limit = 0
        let client = HTTPClient(options)
        for _ in 0..<5 {
            let answer = try await client.send(.init(.post, server.url(), body: .text("x")))
            #expect(answer.status == .ok)
            await server.open(atMost: 0)
        }
        #expect(server.accepted == 5)
    }

    /// Why `body` failed.
    static func reason(_ body: () async throws -> Void) async -> HTTPClientError.Reason? {
        do { try await body() } catch { return (error as? HTTPClientError)?.reason }
        return nil
    }
}
