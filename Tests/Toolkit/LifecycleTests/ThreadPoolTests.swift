import Lifecycle
import Machine
import TestSupport
import Testing

@Suite("Pools of threads") struct ThreadPoolTests {
    private struct Trouble: Error, Equatable {}

    @Test func `work is done on a thread of the pool, and its answer comes back`() async throws {
        let pool = ThreadPool("pool-answer", threads: 1)
        #expect(await pool.run { ThisProcess.threads(named: "pool-answer") } == 1)
    }

    @Test func `a failure comes back as it is`() async {
        let pool = ThreadPool("pool-fail", threads: 1)
        await #expect(throws: Trouble()) { try await pool.run { () throws(Trouble) in throw Trouble() } }
    }

    @Test func `no more threads start than were allowed, and all work is done`() async {
        let pool = ThreadPool("pool-bound", threads: 3)
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 1...1000 { group.addTask { await pool.run { number } } }
            return await group.reduce(0, +)
        }
        #expect(sum == 500_500)
        #expect((1...3).contains(ThisProcess.threads(named: "pool-bound")))
    }

    @Test func `work that blocks does not keep other work from a free thread`() async {
        let pool = ThreadPool("pool-block", threads: 2)
        let bell = Bell()
        let blocked = pool.begin { bell.wait() }
        #expect(await pool.run { 1 } == 1)
        bell.ring()
        #expect(await blocked.take())
    }

    @Test func `what was handed over is done although the pool is let go, and its threads end`() async throws {
        let done = Watched(0)
        do {
            let pool = ThreadPool("pool-end", threads: 2)
            for _ in 0..<100 { pool.start { done.update { $0 += 1 } } }
        }
        #expect(try await onThread { done.wait(within: .seconds(20)) { $0 == 100 ? true : nil } } == true)
        #expect(try await onThread { comesTrue { ThisProcess.threads(named: "pool-end") == 0 } })
    }
}
