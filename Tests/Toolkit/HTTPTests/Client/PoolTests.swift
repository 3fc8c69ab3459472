import Sockets
import Synchronization
import Testing

@testable import HTTP

@Suite("Connections that the client keeps", .timeLimit(.minutes(1))) struct PoolTests {
    static let one = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"

    static func options(_ change: (inout HTTPClient.Options) -> Void) -> HTTPClient.Options {
        var options = HTTPClient.Options()
        options.retries.limit = 0
        change(&options)
        return options
    }

    /// A server that answers each connection's requests for as long as they come.
    static func patient() throws -> ScriptedServer {
        try ScriptedServer { peer in try await peer.answer(.max, one) }
    }

    @Test func `one connection carries one request after the other`() async throws {
        let server = try Self.patient()
        let client = HTTPClient(Self.options { _ in })
        for _ in 0..<20 {
            #expect(try await client.send(.init(.get, server.url())).body.collect(upTo: 1) == [0x31])
        }
        #expect(server.accepted == 1)
        client.shutDown()
        await server.open(atMost: 0)
    }

    @Test func `no more connections are opened than allowed, and everybody is served`() async throws {
        let server = try Self.patient()
        let client = HTTPClient(Self.options { $0.connectionsPerHost = 3 })
        let url = try server.url()
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { try await client.send(.init(.get, url)).body.collect(upTo: 1) } }
            for try await body in group { #expect(body == [0x31]) }
        }
        #expect(server.accepted <= 3)
        let census = await client.census
        #expect(census.connections == census.idle && census.waiting == 0)
    }

    @Test func `an idle connection makes room for another host`() async throws {
        let servers = try [Self.patient(), Self.patient(), Self.patient()]
        let client = HTTPClient(Self.options { $0.connections = 2 })
        for _ in 0..<2 {
            for server in servers {
                #expect(try await client.send(.init(.get, server.url())).body.collect(upTo: 1) == [0x31])
            }
        }
        let census = await client.census
        #expect(census.connections == 2)
    }

    /// A client whose one connection is taken, and the answer that holds it.
    static func busy(
        _ change: (inout HTTPClient.Options) -> Void
    ) async throws -> (ScriptedServer, HTTPClient, HTTPClient.Response) {
        let server = try ScriptedServer { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            await peer.drain()
        }
        let client = HTTPClient(
            Self.options {
                $0.connectionsPerHost = 1
                change(&$0)
            })
        return (server, client, try await client.send(.init(.get, server.url())))
    }

    @Test func `who waits too long for a connection is told so`() async throws {
        let (server, client, answer) = try await Self.busy { $0.timeouts.pool = .milliseconds(20) }
        let reason = await HostilePeerTests.reason { _ = try await client.send(.init(.get, server.url())) }
        #expect(reason == .timedOut(.waiting))
        #expect(await client.census.waiting == 0)
        withExtendedLifetime(answer) {}
    }

    @Test func `beyond the number that may wait a request is refused at once`() async throws {
        let (server, client, answer) = try await Self.busy { $0.waiting = 0 }
        let reason = await HostilePeerTests.reason { _ = try await client.send(.init(.get, server.url())) }
        #expect(reason == .tooManyWaiting)
        withExtendedLifetime(answer) {}
    }

    @Test func `an answer that is dropped unread ends its connection, and the next in line gets its place`()
        async throws
    {
        let (server, client, answer) = try await Self.busy { _ in }
        let held = Mutex<HTTPClient.Response?>(consume answer)
        let url = try server.url()
        async let next = client.send(.init(.get, url))
        while await client.census.waiting == 0 { await Task.yield() }
        held.withLock { $0 = nil }
        #expect(try await next.status == .ok)
        #expect(server.accepted == 2)
    }

    @Test func `an idle connection is closed after its time`() async throws {
        let server = try Self.patient()
        let client = HTTPClient(Self.options { $0.keepAlive = .seconds(1) })
        _ = try await client.send(.init(.get, server.url())).body.collect(upTo: 1)
        await server.open(atMost: 0)
        #expect(await client.census.connections == 0)
    }

    @Test func `a client that nobody holds closes its connections and ends its loop`() async throws {
        let server = try Self.patient()
        do {
            let client = HTTPClient(Self.options { _ in })
            _ = try await client.send(.init(.get, server.url())).body.collect(upTo: 1)
        }
        await server.open(atMost: 0)
    }

    @Test func `a client that was shut down refuses`() async throws {
        let server = try Self.patient()
        let client = HTTPClient(Self.options { _ in })
        client.shutDown()
        let reason = await HostilePeerTests.reason { _ = try await client.send(.init(.get, server.url())) }
        #expect(reason == .shutDown)
    }

    @Test func `on a loop the client stays there`() async throws {
        let server = try Self.patient()
        let client = HTTPClient(Self.options { _ in })
        let loop = try EventLoop()
        loop.start()
        let url = try server.url()
        try await withTaskExecutorPreference(loop) {
            for _ in 0..<3 {
                let answer = try await client.send(.init(.get, url))
                #expect(EventLoop.current === loop)
                #expect(try await answer.body.collect(upTo: 1) == [0x31])
                #expect(EventLoop.current === loop)
            }
        }
        #expect(server.accepted == 1)
        client.shutDown()
        await server.open(atMost: 0)
        loop.drain()
    }

    @Test func `a loop that drains lets go of idle connections and ends`() async throws {
        let server = try Self.patient()
        let client = HTTPClient(Self.options { _ in })
        let loop = try EventLoop()
        let url = try server.url()
        await withCheckedContinuation { ended in
            loop.start { ended.resume() }
            Task(executorPreference: loop) {
                _ = try await client.send(.init(.get, url)).body.collect(upTo: 1)
                loop.drain()
            }
        }
        await server.open(atMost: 0)
    }

    // MARK: Cancellation

    /// Servers that leave a client waiting in each phase, and the phase.
    static let phases: [HostilePeerTests.Case] = [
        .saying("before the answer", "", .cancelled),
        .saying("in the head", "HTTP/1.1 200 OK\r\nA", .cancelled),
        .saying("in the body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", .cancelled),
        .saying("in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell", .cancelled),
        .saying("in a body until the end", "HTTP/1.1 200 OK\r\n\r\nhell", .cancelled),
        .saying("between retries", "HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n", .cancelled),
        .init("while the body is sent", .cancelled) { peer in
            try await peer.head()
            try await peer.untilClosedWithoutReading()
        },
    ]

    @Test(arguments: phases)
    func `a task that is cancelled ends at once and closes its connection`(c: HostilePeerTests.Case) async throws {
        let reached = Signal()
        let server = try ScriptedServer { peer in
            try await withThrowingTaskGroup { group in
                group.addTask { try await c.script(peer) }
                try await peer.loop.sleep(for: .milliseconds(50))
                reached.send()
                try await group.waitForAll()
            }
        }
        let client = HTTPClient(
            Self.options {
                $0.expectsContinueFrom = .max
                $0.retries.limit = 1
            })
        let isUpload = c.testDescription == "while the body is sent"
        let body: RequestBody = isUpload ? .bytes([UInt8](repeating: 1, count: 32 << 20)) : .none
        let request = HTTPClient.Request(isUpload ? .put : .get, try server.url(), body: body)
        let task = Task {
            await HostilePeerTests.reason { _ = try await client.send(request).body.collect(upTo: 100) }
        }
        await reached.wait()
        task.cancel()
        #expect(await task.value == .cancelled)
        client.shutDown()
        await server.open(atMost: 0)
        let census = await client.census
        #expect(census.connections == 0)
    }

    @Test func `who waits in line can be cancelled`() async throws {
        let (server, client, answer) = try await Self.busy { _ in }
        let url = try server.url()
        let task = Task { await HostilePeerTests.reason { _ = try await client.send(.init(.get, url)) } }
        while await client.census.waiting == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(await client.census.waiting == 0)
        withExtendedLifetime(answer) {}
    }

    @Test func `the whole exchange has a time, however busy it is`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 200 OK\r\n\r\n")
            while true {
                try await peer.say("x")
                try await peer.loop.sleep(for: .milliseconds(5))
            }
        }
        let client = HTTPClient(Self.options { $0.timeouts.whole = .milliseconds(100) })
        let reason = await HostilePeerTests.reason {
            _ = try await client.send(.init(.get, server.url())).body.collect(upTo: 1 << 20)
        }
        #expect(reason == .timedOut(.whole))
        await server.open(atMost: 0)
    }
}

/// Something that happens once and can be awaited.
final class Signal: Sendable {
    private struct State {
        var hasHappened = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func send() {
        let waiting = state.withLock { state in
            state.hasHappened = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let hasHappened = state.withLock { state in
                if !state.hasHappened { state.waiting.append(continuation) }
                return state.hasHappened
            }
            if hasHappened { continuation.resume() }
        }
    }
}
