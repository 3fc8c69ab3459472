import Glibc

/// A thread that runs the jobs of one executor, in the order in which they came.
///
/// It ends when it has been closed and every job that was enqueued has run: none is lost.
package final class SerialThread: Sendable {
    private let queue = JobQueue()

    package init(name: String) {
        DetachedThread.start(name: name) { [queue] in queue.serve() }
    }

    /// Runs `job` on this thread as a job of `executor`, which is kept alive until then.
    package func enqueue(_ job: consuming ExecutorJob, on executor: any SerialExecutor) {
        queue.push(UnownedJob(job), of: executor)
    }

    /// Lets the thread end once its last job has run.
    package func close() { queue.close() }

    /// Whether the caller runs on this thread.
    package var isCurrent: Bool { queue.isServedHere }
}

/// Jobs that wait for their thread.
private final class JobQueue: Sendable {
    private struct Entry {
        let job: UnownedJob
        let executor: any SerialExecutor
    }

    private struct State {
        var jobs: [Entry] = []
        var isClosed = false
        var thread: pthread_t?
    }

    private let state = Lock(State())
    private let bell = Bell()

    func push(_ job: UnownedJob, of executor: any SerialExecutor) {
        state.withLock { $0.jobs.append(Entry(job: job, executor: executor)) }
        bell.ring()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }

    var isServedHere: Bool {
        state.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    func serve() {
        state.withLock { $0.thread = pthread_self() }
        while let batch = next() {
            for entry in batch {
                unsafe entry.job.runSynchronously(on: entry.executor.asUnownedSerialExecutor())
            }
        }
    }

    /// All jobs that wait, once there is one; nothing when the queue is closed and empty.
    private func next() -> [Entry]? {
        while true {
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isClosed)
            }
            if !jobs.isEmpty { return jobs }
            if isClosed { return nil }
            bell.wait()
        }
    }
}
