import Lifecycle
import Machine
import Testing

@Suite("Lane", .timeLimit(.minutes(1))) struct LaneTests {
    actor Counter {
        private let lane: Lane
        private(set) var count = 0
        init(_ lane: Lane) { self.lane = lane }
        nonisolated var unownedExecutor: UnownedSerialExecutor { lane.unowned }

        func increment() {
            lane.checkIsolated()
            assumeIsolated { $0.count += 1 }
        }
    }

    @Test func `ten thousand calls from a hundred tasks all run, one at a time`() async {
        let counter = Counter(Lane("count"))
        await withTaskGroup { group in
            for _ in 0..<100 {
                group.addTask { for _ in 0..<100 { await counter.increment() } }
            }
        }
        #expect(await counter.count == 10_000)
    }

    @Test func `two actors on one lane share its thread`() async {
        let lane = Lane("shared")
        let (a, b) = (Counter(lane), Counter(lane))
        await a.increment()
        await b.increment()
        #expect(lane.isIsolatingCurrentContext() == false)
        #expect(await a.count + b.count == 2)
    }

    @Test func `its thread ends with the last reference, and no job is lost`() async {
        let before = ThisProcess.threads(named: "ending")
        let done = Counter(Lane("done"))
        await withTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    let counter = Counter(Lane("ending"))
                    await counter.increment()
                    await done.increment()
                }
            }
        }
        #expect(await done.count == 50)
        while ThisProcess.threads(named: "ending") != before { await Task.yield() }
    }
}
