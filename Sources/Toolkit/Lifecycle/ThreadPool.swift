import Machine

/// A bounded number of threads for calls that block: what is handed to it runs on the first that is free, in the order
/// in which it came. Threads start when they are needed and end with the last reference to the pool; all that was
/// handed to it has run by then.
package final class ThreadPool: Sendable {
    private let queue: WorkQueue

    package init(_ name: String, threads: Int) {
        precondition(threads > 0, "a pool needs a thread")
        queue = WorkQueue(name: name, most: threads)
    }

    deinit { queue.close() }

    /// Hands over what nobody waits for here.
    package func start(_ work: @escaping @Sendable () -> Void) { queue.push(work) }

    /// Hands over work, and gives what its answer is to be taken from, once.
    package func begin<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) -> Handover<Answer> {
        let answer = Handover<Answer>()
        queue.push { answer.give(work()) }
        return answer
    }

    /// Runs work on a thread of the pool, and waits for its answer where it was called.
    package func run<Answer: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        try await begin { () -> Result<Answer, Failure> in
            do throws(Failure) { return .success(try work()) } catch { return .failure(error) }
        }
        .take().get()
    }
}

/// Work that waits for a thread, and threads that wait for work.
private final class WorkQueue: Sendable {
    typealias Work = @Sendable () -> Void

    private struct State {
        var work: ArraySlice<Work> = []
        /// The bells of threads that sleep; the last that fell asleep is woken first, its stack being warm.
        var asleep: [Bell] = []
        var threads = 0
        var isClosed = false
    }

    private let name: String
    private let most: Int
    private let state = Lock(State())

    init(name: String, most: Int) {
        self.name = name
        self.most = most
    }

    func push(_ work: @escaping Work) {
        let (bell, starts) = state.withLock { state -> (Bell?, Bool) in
            state.work.append(work)
            if let bell = state.asleep.popLast() { return (bell, false) }
            guard state.threads < most else { return (nil, false) }
            state.threads += 1
            return (nil, true)
        }
        bell?.ring()
        if starts { DetachedThread.start(name: name) { [self] in serve() } }
    }

    func close() {
        let asleep = state.withLock { state in
            state.isClosed = true
            defer { state.asleep = [] }
            return state.asleep
        }
        for bell in asleep { bell.ring() }
    }

    private func serve() {
        let bell = Bell()
        while true {
            let (work, ends) = state.withLock { state -> (Work?, Bool) in
                if let work = state.work.popFirst() { return (work, false) }
                if !state.isClosed { state.asleep.append(bell) }
                return (nil, state.isClosed)
            }
            work?()
            if ends { return }
            if work == nil { bell.wait() }
        }
    }
}
