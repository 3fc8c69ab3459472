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
///
/// Unchecked: `jobs`, `closed` and `thread` are touched only between `lock` and `unlock` of `mutex`.
private final class JobQueue: @unchecked Sendable {
    private struct Entry {
        let job: UnownedJob
        let executor: any SerialExecutor
    }

    private let mutex: Condition
    private var jobs: [Entry] = []
    private var closed = false
    private var thread: pthread_t?

    init() { mutex = Condition() }

    func push(_ job: UnownedJob, of executor: any SerialExecutor) {
        mutex.lock()
        jobs.append(Entry(job: job, executor: executor))
        mutex.signal()
        mutex.unlock()
    }

    func close() {
        mutex.lock()
        closed = true
        mutex.signal()
        mutex.unlock()
    }

    var isServedHere: Bool {
        mutex.lock()
        defer { mutex.unlock() }
        return thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false
    }

    func serve() {
        mutex.lock()
        thread = pthread_self()
        mutex.unlock()
        while let batch = next() {
            for entry in batch {
                unsafe entry.job.runSynchronously(on: entry.executor.asUnownedSerialExecutor())
            }
        }
    }

    /// All jobs that wait, once there is one; nothing when the queue is closed and empty.
    private func next() -> [Entry]? {
        mutex.lock()
        defer { mutex.unlock() }
        while jobs.isEmpty {
            if closed { return nil }
            mutex.wait()
        }
        defer { jobs = [] }
        return jobs
    }
}
