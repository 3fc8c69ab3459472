import Synchronization
import Testing

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct TimerTests {
    private func loop() throws -> EventLoop {
        let loop = try EventLoop()
        loop.start()
        return loop
    }

    @Test func `timers fire in the order of their time, and those of one time in the order of their setting`()
        async throws
    {
        let loop = try loop(), fired = Signal<Int>()
        loop.call {
            // The clock goes on while they are set, so only what is set later may be due later.
            let last = loop.after(.seconds(3600)) { fired.send(-1) }
            for (name, delay) in [0, 0, 5, 5, 10, 20].enumerated() {
                _ = loop.after(.milliseconds(delay)) {
                    fired.send(name)
                    if name == 5 { loop.cancel(last) }
                }
            }
        }
        for name in 0..<6 { #expect(try await fired.next() == name) }
        loop.drain()
    }

    @Test func `a cancelled timer does not fire`() async throws {
        let loop = try loop(), fired = Signal<Int>()
        loop.call {
            let timer = loop.after(.milliseconds(5)) { fired.send(1) }
            _ = loop.after(.milliseconds(20)) { fired.send(2) }
            loop.cancel(timer)
            loop.cancel(timer)
        }
        #expect(try await fired.next() == 2)
        loop.drain()
    }

    @Test func `sleep is never short`() async throws {
        let loop = try loop(), clock = ContinuousClock(), began = clock.now
        try await loop.sleep(for: .milliseconds(25))
        #expect(clock.now - began >= .milliseconds(25))
        try await loop.sleep(for: .seconds(-5))
        loop.drain()
    }

    @Test func `a task that is cancelled wakes at once, from the loop or from elsewhere`() async throws {
        let loop = try loop()
        for prefersLoop in [true, false] {
            let asleep = Signal<Void>()
            let task = Task(executorPreference: prefersLoop ? loop : nil) {
                asleep.send()
                try await loop.sleep(for: .seconds(3600))
            }
            try await asleep.next()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        loop.drain()
    }

    @Test func `a task that was cancelled before does not sleep`() async throws {
        let loop = try loop()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await loop.sleep(for: .seconds(3600))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        loop.drain()
    }

    @Test func `cancelled sleeps leave nothing behind`() async throws {
        let loop = try loop(), count = Signal<Int>()
        for _ in 0..<50 {
            let tasks = (0..<20).map { _ in Task { try await loop.sleep(for: .seconds(3600)) } }
            for task in tasks { task.cancel() }
            for task in tasks { _ = await task.result }
        }
        loop.call { count.send(loop.timers.count) }
        #expect(try await count.next() == 0)
        loop.drain()
    }

    @Test func `a loop that drains ends after its last sleeper`() async throws {
        let ended = Signal<Void>(), loop = try EventLoop()
        loop.start { ended.send() }
        let sleeper = Task { try await loop.sleep(for: .milliseconds(50)) }
        loop.drain()
        try await sleeper.value
        try await ended.next()
    }

    @Test func `who comes back to a loop that has ended is still served`() async throws {
        let ended = Signal<Void>(), loop = try EventLoop()
        loop.start { ended.send() }
        loop.drain()
        try await ended.next()
        for _ in 0..<100 {
            let isHere = await Task(executorPreference: loop) { loop.isCurrent }.value
            #expect(isHere)
            try await loop.sleep(for: .zero)
        }
    }

    @Test func `the wheel is never early, and a later deadline moves it`() async {
        let slots = SlotTable(now: 100)
        let id = slots.insert(.stream)
        let wake = await Waiter.park { waiter in
            #expect(slots.park(id, .read, waiter) == nil)
            slots.setDeadline(id, .read, in: 0)
            slots.setDeadline(id, .read, in: 600)
            #expect(slots.filed == 1)
            var visits = 0
            slots.advance(to: 701) { woken in
                visits += 1
                #expect((woken.reader != nil) == (slots.now == 701))
                woken.reader?.resume(.timedOut)
            }
            // Once when it was filed, then each time that the wheel has gone round.
            #expect(visits == 4)
        }
        #expect(wake == .timedOut)
        #expect(slots.filed == 0)
    }

    @Test func `any number of seconds is a second of the wheel`() {
        let wheel = Wheel(now: 100)
        #expect(wheel.deadline(in: 0) == 101)
        #expect(wheel.deadline(in: .max) > wheel.now)
        #expect(wheel.deadline(in: -1) == wheel.now + 1)
    }
}
