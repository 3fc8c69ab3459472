import Lifecycle
import Testing

@Suite("Stop", .timeLimit(.minutes(1))) struct StopTests {
    @Test func `everyone who waits is told, also who comes later`() async {
        let stop = Stop()
        await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { await stop.requested() } }
            group.addTask {
                stop.request()
                stop.request()
            }
        }
        #expect(stop.isRequested)
        await stop.requested()
    }

    @Test func `a cancelled wait ends without a stop`() async {
        let stop = Stop()
        let waits = (0..<200).map { _ in Task { await stop.requested() } }
        for (index, wait) in waits.enumerated() where index % 2 == 0 { wait.cancel() }
        for (index, wait) in waits.enumerated() where index % 2 == 0 { await wait.value }
        #expect(!stop.isRequested)
        stop.request()
        for wait in waits { await wait.value }
    }
}
