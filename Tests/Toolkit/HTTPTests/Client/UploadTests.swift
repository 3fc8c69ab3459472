import Sockets
import TestSupport
import Testing

@testable import HTTP

@Suite("Bodies that the client sends", .timeLimit(.minutes(1))) struct UploadTests {
    static let done = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    /// Pieces with a pause of the scheduler between them.
    struct Pieces: AsyncSequence, Sendable {
        let pieces: [[UInt8]]
        struct AsyncIterator: AsyncIteratorProtocol {
            var rest: ArraySlice<[UInt8]>
            mutating func next() async -> [UInt8]? {
                await Task.yield()
                return rest.popFirst()
            }
        }
        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: pieces[...]) }
    }

    @Test func `pieces of unknown length are chunked`() async throws {
        let server = try ScriptedServer { peer in
            let head = try await peer.head()
            #expect(head.contains("\r\ntransfer-encoding: chunked\r\n") && !head.contains("content-length"))
            #expect(
                String(decoding: try await peer.bytes(26), as: UTF8.self) == "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
            try await peer.say(Self.done)
            await peer.drain()
        }
        var options = HTTPClient.Options()
        options.expectsContinueFrom = .max
        let client = HTTPClient(options)
        let body = RequestBody.stream(Pieces(pieces: [Array("hello".utf8), [], Array(" world".utf8)]))
        #expect(try await client.send(.init(.post, server.url(), body: body)).status == .ok)
    }

    @Test func `pieces of a known length go as they are`() async throws {
        let server = try ScriptedServer { peer in
            #expect(try await peer.head().contains("\r\ncontent-length: 11\r\n"))
            #expect(String(decoding: try await peer.bytes(11), as: UTF8.self) == "hello world")
            try await peer.say(Self.done)
            await peer.drain()
        }
        let client = HTTPClient()
        let body = RequestBody.stream(Pieces(pieces: [Array("hello".utf8), Array(" world".utf8)]), length: 11)
        #expect(try await client.send(.init(.post, server.url(), body: body)).status == .ok)
    }

    @Test(arguments: [10, 12]) func `a body that is not as long as announced is an error`(length: Int) async throws {
        let server = try ScriptedServer { peer in
            try await peer.head()
            await peer.drain()
        }
        let client = HTTPClient()
        let body = RequestBody.stream(Pieces(pieces: [Array("hello".utf8), Array(" world".utf8)]), length: length)
        let reason = await HostilePeerTests.reason { _ = try await client.send(.init(.post, server.url(), body: body)) }
        guard case .requestBody = reason else {
            Issue.record("\(String(describing: reason))")
            return
        }
        await server.open(atMost: 0)
    }

    @Test func `a file goes out whole, and only the part that was asked for`() async throws {
        let folder = try TemporaryFolder()
        let bytes = [UInt8]((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let file = try File(path: folder.write(bytes, to: "file"))
        let server = try ScriptedServer { peer in
            try await peer.head()
            #expect(try await peer.bytes(299_000) == Array(bytes[500..<299_500]))
            try await peer.say(Self.done)
            await peer.drain()
        }
        let client = HTTPClient()
        let answer = try await client.send(.init(.put, server.url(), body: .file(file, 500..<299_500)))
        #expect(answer.status == .ok)
    }

    @Test func `a large body waits for the server's word`() async throws {
        let server = try ScriptedServer { peer in
            #expect(try await peer.head().contains("\r\nexpect: 100-continue\r\n"))
            try await peer.say("HTTP/1.1 100 Continue\r\n\r\n")
            #expect(try await peer.bytes(2 << 20).count == 2 << 20)
            try await peer.answerLast(Self.done)
        }
        let client = HTTPClient()
        let answer = try await client.send(
            .init(.put, server.url(), body: .bytes([UInt8](repeating: 1, count: 2 << 20))))
        #expect(answer.status == .ok)
    }

    @Test func `a large body that the server does not want is not sent`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
            #expect(await peer.drain() == 0)
        }
        let client = HTTPClient()
        let answer = try await client.send(
            .init(.put, server.url(), body: .bytes([UInt8](repeating: 1, count: 2 << 20))))
        #expect(answer.status == .contentTooLarge)
        #expect(try await answer.body.collect(upTo: 2) == Array("no".utf8))
        await server.open(atMost: 0)
    }

    @Test func `a server that knows no Expect gets the body after a while`() async throws {
        let server = try ScriptedServer { peer in
            try await peer.head()
            #expect(try await peer.bytes(2 << 20).count == 2 << 20)
            try await peer.answerLast(Self.done)
        }
        let client = HTTPClient()
        let body = RequestBody.bytes([UInt8](repeating: 1, count: 2 << 20))
        #expect(try await client.send(.init(.put, server.url(), body: body)).status == .ok)
    }

    @Test(arguments: [true, false])
    func `a server that answers before it has read the body is heard`(closes: Bool) async throws {
        let server = try ScriptedServer { peer in
            try await peer.head()
            try await peer.say("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
            if closes { return }
            try await peer.untilClosedWithoutReading()
        }
        var options = HTTPClient.Options()
        options.expectsContinueFrom = .max
        let client = HTTPClient(options)
        let answer = try await client.send(
            .init(.post, server.url(), body: .bytes([UInt8](repeating: 1, count: 32 << 20))))
        #expect(answer.status == .forbidden)
        #expect(try await answer.body.collect(upTo: 2) == Array("no".utf8))
        let census = await client.census
        #expect(census.connections == 0)
    }

    @Test func `a server that stops reading is given up`() async throws {
        let server = try ScriptedServer { peer in try await peer.untilClosedWithoutReading() }
        var options = HTTPClient.Options()
        options.expectsContinueFrom = .max
        options.timeouts.idle = .seconds(1)
        let client = HTTPClient(options)
        let body = RequestBody.bytes([UInt8](repeating: 1, count: 32 << 20))
        let reason = await HostilePeerTests.reason { _ = try await client.send(.init(.post, server.url(), body: body)) }
        #expect(reason == .timedOut(.sending))
        await server.open(atMost: 0)
    }

    @Test func `a source that fails ends the exchange with its reason`() async throws {
        struct Broken: Error, CustomStringConvertible { let description = "the tape tore" }
        let server = try ScriptedServer { peer in
            try await peer.head()
            await peer.drain()
        }
        let client = HTTPClient()
        let body = RequestBody.written { writer in
            try await writer.write(Array("hello".utf8))
            throw Broken()
        }
        let reason = await HostilePeerTests.reason { _ = try await client.send(.init(.post, server.url(), body: body)) }
        #expect(reason == .requestBody("the tape tore"))
        await server.open(atMost: 0)
    }

    @Test(arguments: [("expect", "100-continue"), ("content-length", "1"), ("a b", "c"), ("a", "b\r\nc: d")])
    func `a field that would frame or split the message is refused before anything is sent`(
        name: String, value: String
    ) async throws {
        let server = try ScriptedServer { _ in }
        var headers = HeaderFields()
        headers.add(name, value)
        let client = HTTPClient(), request = HTTPClient.Request(.get, try server.url(), headers: headers)
        let reason = await HostilePeerTests.reason { _ = try await client.send(request) }
        guard case .invalidRequest = reason else {
            Issue.record("\(String(describing: reason))")
            return
        }
        #expect(server.accepted == 0)
    }
}
