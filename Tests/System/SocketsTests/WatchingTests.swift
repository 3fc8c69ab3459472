import Testing

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct WatchingTests {
    @Test func `an actor is told what there is to read, and wakes the task that waits when it wants to`() async throws {
        let pair = try await StreamTests.Pair()
        #expect(try await pair.server.tries())
        await pair.server.watch(true)
        async let wake = pair.server.wait(.idle, seconds: 20)
        for text in ["a", "bc", "d!"] {
            try await pair.client.write(Array(text.utf8))
            #expect(try await pair.server.told.next() == Array(text.utf8))
            try await until { await pair.server.isWaiting == (text != "d!") }
        }
        #expect(await wake == .ready)
        await pair.server.watch(false)
        try await pair.client.write([1, 2, 3])
        #expect(try await pair.server.read() == [1, 2, 3])
        try await pair.end()
    }

    @Test func `an actor that watches is told of the end`() async throws {
        let pair = try await StreamTests.Pair()
        #expect(try await pair.server.tries())
        await pair.server.watch(true)
        await pair.client.close()
        #expect(try await pair.server.told.next().isEmpty)
        try await pair.end()
    }

    @Test(arguments: [false, true])
    func `a task that waits is woken by time and by interruption, whoever watches`(interrupts: Bool) async throws {
        let pair = try await StreamTests.Pair()
        #expect(try await pair.server.tries())
        await pair.server.watch(true)
        async let wake = pair.server.wait(.idle, seconds: interrupts ? 20 : 0)
        if interrupts {
            try await until { await pair.server.isWaiting }
            pair.server.handle.interrupt()
        }
        #expect(await wake == (interrupts ? .interrupted : .timedOut))
        await pair.server.watch(false)
        try await pair.end()
    }
}
