import Machine

/// A thread for calls that block or compute for long: the serial executor of the actors that make them.
///
/// ```swift
/// actor Files {
///     private let lane = Lane("files")
///     nonisolated var unownedExecutor: UnownedSerialExecutor { lane.unowned }
/// }
/// ```
///
/// Its thread ends when the last reference is gone; every job that was enqueued has run by then.
package final class Lane: SerialExecutor {
    private let thread: SerialThread

    package init(_ name: String) { thread = SerialThread(name: name) }

    deinit { thread.close() }

    package func enqueue(_ job: consuming ExecutorJob) { thread.enqueue(job, on: self) }

    package func checkIsolated() { precondition(thread.isCurrent, "not on this lane") }

    package func isIsolatingCurrentContext() -> Bool? { thread.isCurrent }
}
