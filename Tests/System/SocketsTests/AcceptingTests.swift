import Foundation
import Synchronization
import Testing

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct AcceptingTests {
    @Test func `connections are dealt to the loops in turn`() async throws {
        let host = try Host(loops: 3), far = try EventLoop(index: 9)
        far.start()
        var counts = [0, 0, 0], lines: [Line] = []
        for _ in 0..<60 {
            lines.append(try await far.connect(host.address))
            let line = try await host.lines.next()
            counts[line.loop.index] += 1
            lines.append(line)
        }
        // Each loop that accepts deals in turn; several may be at it, hence not exactly 20.
        #expect(counts.min() ?? 0 >= 10, "\(counts)")
        #expect(host.loops.map(\.liveCount).reduce(0, +) == 60)
        for line in lines { await line.close() }
        try await host.stop()
        far.drain()
    }

    @Test func `who knocked before a drain is let in`() async throws {
        let listener = try Listener(.ip(.loopback, port: 0)), far = try EventLoop(index: 9)
        far.start()
        // They wait in the kernel's queue, for nobody accepts yet.
        var lines: [Line] = []
        for _ in 0..<40 { lines.append(try await far.connect(listener.address)) }
        let accepted = Signal<Line>(), ended = Signal<Void>(), loop = try EventLoop()
        let acceptor = Acceptor(listener, on: [loop]) { accepted.send(Line($0)) }
        acceptor.start()
        loop.drain()
        loop.start { ended.send() }
        for _ in 0..<40 { lines.append(try await accepted.next()) }
        for line in lines { await line.close() }
        try await ended.next()
        far.drain()
    }

    @Test func `a limit is kept at its number and refuses the next, until one leaves`() async throws {
        let limit = ConnectionLimit(total: 3, perPeer: 100), answer = Array("full".utf8)
        let host = try Host(limit: limit, refusal: answer), loop = host.loops[0]
        var pairs: [(Line, Line)] = []
        for _ in 0..<3 { pairs.append((try await loop.connect(host.address), try await host.lines.next())) }
        #expect(limit.used == 3)
        for _ in 0..<5 {
            let refused = try await loop.connect(host.address)
            try await refused.write(Array("GET / HTTP/1.1\r\n\r\n".utf8))
            #expect(try await refused.read(exactly: 4) == answer)
            #expect(try await refused.read().isEmpty)
            await refused.close()
        }
        #expect(limit.used == 3)
        let (client, server) = pairs.removeLast()
        await server.close()
        await client.close()
        #expect(limit.used == 2)
        pairs.append((try await loop.connect(host.address), try await host.lines.next()))
        for (client, server) in pairs {
            await client.close()
            await server.close()
        }
        #expect(limit.used == 0)
        try await until { loop.liveCount == 0 }
        try await host.stop()
    }

    @Test func `a limit for each peer counts IPv6 by network`() throws {
        let limit = ConnectionLimit(total: 5, perPeer: 2)
        let a = try Address("[2001:db8::1]:1"), b = try Address("[2001:db8::2]:2"), c = try Address("192.0.2.1:3")
        #expect(limit.enter(a) == nil)
        #expect(limit.enter(b) == nil)
        #expect(limit.enter(a) == .perPeer)
        #expect(limit.enter(c) == nil)
        #expect(limit.enter(.unix("")) == nil)
        #expect(limit.enter(.unix("")) == nil)
        #expect(limit.enter(c) == .total)
        limit.leave(b)
        #expect(limit.enter(a) == nil)
        #expect(limit.used == 5)
    }

    @Test func `with all descriptors used up accepting rests, and goes on when one is free`() async throws {
        // In a process of its own: the limit holds for every test that runs meanwhile.
        await #expect(processExitsWith: .success) { try await Exhaustion.run() }
    }
}

/// Allows a process no more descriptors than it has, lets others knock, and gives some back.
private enum Exhaustion {
    static func run() async throws {
        let host = try Host(), loop = host.loops[0]
        // Raw sockets are made before, for there is no descriptor to make them with later.
        let knocking = try (0..<3).map { _ in try SystemError.check(Linux.socket(for: host.address)) }
        let first = try await loop.connect(host.address), inner = try await host.lines.next()
        let pauses = Signal<Int>()
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        try #require(unsafe getrlimit(kind, &limit) == 0)
        var none = limit
        none.rlim_cur = 3
        try #require(unsafe setrlimit(kind, &none) == 0)
        for number in knocking { _ = Linux.connect(Int32(number), host.address) }
        var isPaused = false
        for _ in 0..<1000 where !isPaused {
            loop.call { pauses.send(loop.pausedAcceptors) }
            isPaused = try await pauses.next() > 0
        }
        try #require(unsafe setrlimit(kind, &limit) == 0)
        try #require(isPaused)
        // Nothing more is done here: a pause ends by itself, and by a descriptor that is freed.
        for _ in knocking { await (try host.lines.next()).close() }
        for number in knocking { Linux.close(Int32(number)) }
        await first.close()
        await inner.close()
        try await host.stop()
    }
}
