private import Foundation

/// Runs what blocks on a thread of its own, so that tests which wait never use up the threads that others run on.
///
/// It is a task's work all the same: what is expected there is expected by the test that waits for it.
package func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await Task(executorPreference: ThreadExecutor.shared) { try body() }.value
}

/// Gives each piece of work a thread of its own.
private final class ThreadExecutor: TaskExecutor {
    static let shared = ThreadExecutor()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Runs `body` on that many threads at once and returns when all have ended.
package func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) async {
    await withTaskGroup(of: Void.self) { group in
        for index in 0..<count { group.addTask { try? await onThread { body(index) } } }
    }
}

/// Runs what blocks, which nobody waits for, on a thread of its own.
package func detach(_ body: @escaping @Sendable () -> Void) { Thread.detachNewThread(body) }

/// A value that threads share and wait on.
package final class Watched<Value: Sendable>: @unchecked Sendable {
    /// Only read and written while `condition` is held, which is what makes `@unchecked` true.
    private var value: Value
    private let condition = NSCondition()

    package init(_ value: Value) { self.value = value }

    package func update(_ change: (inout Value) -> Void) {
        condition.withLock {
            change(&value)
            condition.broadcast()
        }
    }

    package var current: Value { condition.withLock { value } }

    /// Blocks until `test` answers something, or until the time is over: then `nil`.
    package func wait<Answer>(within limit: Duration, for test: (Value) -> Answer?) -> Answer? {
        let end = Date(timeIntervalSinceNow: limit / .seconds(1))
        return condition.withLock {
            while true {
                if let answer = test(value) { return answer }
                if !condition.wait(until: end) { return test(value) }
            }
        }
    }
}

/// Whether something that nobody tells of comes true in time: it is looked at again and again.
package func comesTrue(within limit: Duration = .seconds(20), _ look: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + limit, never = Watched(())
    repeat {
        if try look() { return true }
        _ = never.wait(within: .milliseconds(20)) { _ in Bool?.none }
    } while ContinuousClock.now < end
    return false
}
