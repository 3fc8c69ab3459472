import Foundation
import Synchronization
import Testing

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    /// Two ends on loops of their own.
    struct Pair {
        let host: Host
        let far: EventLoop
        let client: Line
        let server: Line

        init(tls: Certificates? = nil) async throws {
            host = try Host(tls: tls?.server())
            far = try EventLoop(index: 1)
            far.start()
            client = try await far.connect(host.address, tls: tls?.client())
            server = try await host.lines.next()
        }

        func end() async throws {
            await client.close()
            await server.close()
            try await host.stop()
            far.drain()
        }
    }

    static let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

    @Test(arguments: [false, true])
    func `bytes read one at a time are all there`(secure: Bool) async throws {
        let pair = try await Pair(tls: secure ? Certificates.shared() : nil)
        let bytes = Array(Self.bytes.prefix(40_000))
        async let written: Void = pair.client.write(bytes)
        #expect(try await pair.server.read(exactly: bytes.count, step: 1) == bytes)
        try await written
        try await pair.end()
    }

    @Test(arguments: [false, true])
    func `much goes both ways at once`(secure: Bool) async throws {
        let pair = try await Pair(tls: secure ? Certificates.shared() : nil)
        let bytes = Self.bytes
        async let a: Void = pair.client.write(bytes)
        async let b: Void = pair.server.write(bytes)
        async let c = pair.client.read(exactly: bytes.count)
        async let d = pair.server.read(exactly: bytes.count)
        #expect(try await c == bytes)
        #expect(try await d == bytes)
        _ = try await (a, b)
        try await pair.end()
    }

    @Test(arguments: [false, true])
    func `two pieces are written as one`(secure: Bool) async throws {
        let pair = try await Pair(tls: secure ? Certificates.shared() : nil)
        for (first, second) in [(0, 10), (10, 0), (200, 300), (200, 50_000), (20_000, 20_000), (100, 2_000_000)] {
            let head = Array(Self.bytes.prefix(first)), body = Array(Self.bytes.suffix(second))
            async let written: Void = pair.server.write(head, body)
            #expect(try await pair.client.read(exactly: first + second) == head + body)
            try await written
        }
        try await pair.end()
    }

    @Test(arguments: [false, true])
    func `a part of a file is sent`(secure: Bool) async throws {
        let pair = try await Pair(tls: secure ? Certificates.shared() : nil)
        let folder = try Scratch(), path = try folder.write(Self.bytes, to: "file")
        let file = try File(path: path)
        #expect(file.size == Self.bytes.count)
        for range in [0..<Self.bytes.count, 1..<2, 17..<1_000_000, 2_999_999..<3_000_000] {
            async let sent: Void = pair.server.send(file, range)
            #expect(try await pair.client.read(exactly: range.count) == Array(Self.bytes[range]))
            try await sent
        }
        // Past its end a file has nothing, which the sender must learn: it may have promised more.
        await #expect(throws: Unready.self) { try await pair.server.send(file, 3_000_000..<3_000_001) }
        try await pair.end()
    }

    @Test(arguments: [false, true])
    func `shutdown ends what the peer reads, and reading goes on`(secure: Bool) async throws {
        let pair = try await Pair(tls: secure ? Certificates.shared() : nil)
        try await pair.server.write([1])
        await pair.server.shutdown()
        #expect(try await pair.client.read(exactly: 1) == [1])
        #expect(try await pair.client.read().isEmpty)
        #expect(try await pair.client.read().isEmpty)
        try await pair.client.write([2])
        #expect(try await pair.server.read(exactly: 1) == [2])
        try await pair.end()
    }

    @Test(arguments: [false, true])
    func `writing to a peer that is gone is an error and kills nobody`(secure: Bool) async throws {
        let pair = try await Pair(tls: secure ? Certificates.shared() : nil)
        let folder = try Scratch(), file = try File(path: folder.write(Self.bytes, to: "file"))
        await pair.client.abort()
        await #expect(throws: (any Error).self) { for _ in 0..<100 { try await pair.server.write(Self.bytes) } }
        await #expect(throws: (any Error).self) { for _ in 0..<100 { try await pair.server.send(file, 0..<1000) } }
        try await pair.end()
    }

    @Test func `a wait ends when its time is over, and by interruption`() async throws {
        let pair = try await Pair()
        #expect(try await pair.server.tries())
        #expect(await pair.server.wait(.read, seconds: 0) == .timedOut)
        let server = pair.server
        async let wake = server.wait(.read, seconds: 3600)
        try await until { await server.isWaiting }
        server.handle.interrupt()
        #expect(await wake == .interrupted)
        #expect(await server.wait(.idle, seconds: 3600) == .interrupted)
        try await pair.end()
        #expect(await server.wait(.read, seconds: 3600) == .interrupted)
    }

    @Test func `closing a stream ends another task's wait on it`() async throws {
        let pair = try await Pair()
        #expect(try await pair.server.tries())
        let server = pair.server
        async let wake = server.wait(.read, seconds: 3600)
        try await until { await server.isWaiting }
        await server.close()
        #expect(await wake == .interrupted)
        try await pair.end()
    }

    @Test func `those who outlast a drain can be interrupted`() async throws {
        let pair = try await Pair()
        #expect(try await pair.server.tries())
        let server = pair.server, loop = pair.host.loops[0]
        loop.drain()
        async let wake = server.wait(.read, seconds: 3600)
        try await until { await server.isWaiting }
        loop.interruptAll()
        #expect(await wake == .interrupted)
        await server.close()
        try await pair.host.ended.next()
        await pair.client.close()
        pair.far.drain()
    }

    @Test func `an abrupt end is an error to who reads`() async throws {
        let pair = try await Pair()
        await pair.client.abort()
        await #expect(throws: SystemError.connectionReset) { try await pair.server.read() }
        try await pair.end()
    }
}
