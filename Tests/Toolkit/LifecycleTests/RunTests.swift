import Lifecycle
import Synchronization
import Testing

@Suite("Running daemons", .timeLimit(.minutes(1))) struct RunTests {
    struct Failure: Error, Equatable { var number = 1 }

    /// Works until asked to stop, then says so.
    struct Drains: Daemon {
        let drained: @Sendable () -> Void
        func run(until stop: Stop) async throws {
            await stop.requested()
            drained()
        }
    }

    struct Acts: Daemon {
        var name = "Acts"
        let action: @Sendable (Stop) async throws -> Void
        func run(until stop: Stop) async throws { try await action(stop) }
    }

    @Test func `when one fails the others drain, and its failure is the whole's`() async {
        let count = Mutex(0)
        await #expect(throws: Failure.self) {
            let drains = Drains { count.withLock { $0 += 1 } }
            try await run([drains, Acts { _ in throw Failure() }, drains], until: Stop())
        }
        #expect(count.withLock { $0 } == 2)
    }

    @Test func `the first failure is the one reported`() async {
        let second = Acts { stop in
            await stop.requested()
            throw Failure(number: 2)
        }
        await #expect(throws: Failure(number: 1)) {
            try await run([second, Acts { _ in throw Failure(number: 1) }, second], until: Stop())
        }
    }

    @Test func `when one ends the others drain`() async throws {
        let drained = Mutex(false)
        try await run([Drains { drained.withLock { $0 = true } }, Acts { _ in }], until: Stop())
        #expect(drained.withLock { $0 })
    }

    @Test func `a stop requested before the start ends every daemon`() async throws {
        let stop = Stop()
        stop.request()
        try await run([Drains {}, Drains {}], until: stop)
    }

    @Test func `with no daemons there is nothing to wait for`() async throws {
        try await run([], until: Stop())
    }

    @Test func `who is not done within the grace is cancelled, and named`() async {
        let stubborn = Acts(name: "Stubborn") { _ in
            while !Task.isCancelled { await Task.yield() }
            throw CancellationError()
        }
        let stop = Stop()
        stop.request()
        await #expect(throws: StoppedTooLate(daemons: ["Stubborn"], grace: .milliseconds(20))) {
            try await run([stubborn, Drains {}], until: stop, grace: .milliseconds(20))
        }
    }

    @Test func `an earlier failure is not hidden by what came too late`() async {
        let stubborn = Acts { _ in while !Task.isCancelled { await Task.yield() } }
        await #expect(throws: Failure.self) {
            try await run([stubborn, Acts { _ in throw Failure() }], until: Stop(), grace: .zero)
        }
    }

    @Test func `cancelling the whole cancels each`() async {
        let started = Stop()
        let task = Task {
            try await run(
                [
                    Acts { _ in
                        started.request(); try await Task.sleep(for: .seconds(3600))
                    }
                ], until: Stop())
        }
        await started.requested()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a late daemon reads as a sentence`() {
        let late = StoppedTooLate(daemons: ["Server", "Exporter"], grace: .seconds(30))
        #expect("\(late)" == "Server, Exporter did not finish within 30s of being asked to stop")
    }
}
