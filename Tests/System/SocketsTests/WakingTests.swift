import Foundation
import Synchronization
import Testing

@testable import Sockets

/// Every wake-up that is lost shows: nothing else would wake the loop, and the test would hang.
@Suite(.timeLimit(.minutes(2))) struct WakingTests {
    /// An actor on a loop from which others hop away and back.
    actor Place {
        nonisolated let loop: EventLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
        private(set) var visits = 0

        init(_ loop: EventLoop) { self.loop = loop }

        func bounce(_ left: Int, _ other: Place) async {
            visits += 1
            switch Int.random(in: 0..<16) {
            case 0: usleep(UInt32.random(in: 0..<300))  // a long turn
            case 1, 2: await away()
            case 3: try? await loop.sleep(for: .microseconds(Int.random(in: 0..<1500)))
            default: break
            }
            if left > 0 { await other.bounce(left - 1, self) }
            visits += 1
        }

        /// Back from a thread of the pool, or from one of its own.
        func away() async {
            await withCheckedContinuation { (back: CheckedContinuation<Void, Never>) in
                if Bool.random() {
                    Task.detached { back.resume() }
                } else {
                    Sockets.Thread.start(name: "elsewhere") {
                        if Bool.random() { usleep(UInt32.random(in: 0..<200)) }
                        back.resume()
                    }
                }
            }
        }

        /// Leaves work for another loop, whose bell this loop rings at the end of its turn; the turn lasts until a
        /// third thread's work has been done there.
        func hold(_ other: Place, _ held: Signal<Void>, until released: Gate) {
            let other = other
            Task(executorPreference: other.loop) { await other.visit() }
            held.send()
            released.pass()
        }

        func visit() { visits += 1 }
    }

    /// Blocks a thread until it is opened.
    final class Gate: Sendable {
        private let condition = NSCondition()
        private let isOpen = Atomic(false)

        func open() {
            condition.lock()
            isOpen.store(true, ordering: .relaxed)
            condition.broadcast()
            condition.unlock()
        }

        func pass() {
            condition.lock()
            while !isOpen.load(ordering: .relaxed) { condition.wait() }
            condition.unlock()
        }
    }

    @Test func `no job is lost among loops, pool and threads`() async throws {
        let a = Place(try EventLoop(index: 0)), b = Place(try EventLoop(index: 1))
        a.loop.start()
        b.loop.start()
        let hops = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var hops = 0
                    for _ in 0..<250 {
                        let (x, y) = Bool.random() ? (a, b) : (b, a)
                        let count = Int.random(in: 0...6)
                        if Bool.random() {
                            await Task(executorPreference: x.loop) { await x.bounce(count, y) }.value
                        } else {
                            await x.bounce(count, y)
                        }
                        hops += 2 * (count + 1)
                    }
                    return hops
                }
            }
            return await group.reduce(0, +)
        }
        #expect(await a.visits + b.visits == hops)
        a.loop.drain()
        b.loop.drain()
    }

    @Test func `while a loop drains its tasks still come back to it`() async throws {
        let host = try Host(), elsewhere = try EventLoop(index: 9)
        elsewhere.start()
        let client = try await elsewhere.connect(host.address)
        let server = try await host.lines.next(), place = Place(host.loops[0])
        #expect(try await server.tries())
        let woken = Signal<Wake>()
        let task = Task(executorPreference: host.loops[0]) {
            woken.send(await server.wait(.idle, seconds: 3600))
            for _ in 0..<20 { await place.away() }
            await server.close()
        }
        // Not before it waits: a drain that came first would be answered at once, and the wake-up not tested.
        try await until { await server.isWaiting }
        host.loops[0].drain()
        #expect(try await woken.next() == .draining)
        await task.value
        try await host.ended.next()
        await client.close()
        elsewhere.drain()
    }

    @Test func `work from a third thread does not wait for another loop's long turn`() async throws {
        let a = Place(try EventLoop(index: 0)), b = Place(try EventLoop(index: 1))
        a.loop.start()
        b.loop.start()
        for _ in 0..<20 {
            let held = Signal<Void>(), released = Gate()
            let turn = Task { await a.hold(b, held, until: released) }
            try await held.next()
            // From here a is blocked until b has done this: were its bell not rung, both would wait for ever.
            await Task(executorPreference: b.loop) { await b.visit() }.value
            released.open()
            await turn.value
        }
        a.loop.drain()
        b.loop.drain()
    }

    @Test func `a turn that lasts shows from outside, and sleep does not`() async throws {
        let place = Place(try EventLoop()), held = Signal<Void>(), released = Gate()
        place.loop.start()
        let turn = Task { await place.hold(place, held, until: released) }
        try await held.next()
        try await until { place.loop.millisecondsInTurn >= 20 }
        released.open()
        await turn.value
        try await until { place.loop.millisecondsInTurn == 0 }
        place.loop.drain()
    }

    @Test func `what is gathered in a turn is done once, at its end`() async throws {
        let loop = try EventLoop(), order = Signal<String>()
        loop.start()
        loop.call {
            loop.atTurnEnd {
                order.send("end")
                loop.atTurnEnd { order.send("end of that") }
            }
            Task(executorPreference: loop) { order.send("job") }
        }
        for expected in ["job", "end", "end of that"] { #expect(try await order.next() == expected) }
        loop.drain()
    }
}
