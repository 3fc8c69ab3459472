import Synchronization

extension EventLoop {
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            ready.append(job)
        } else {
            leave { $0.jobs.append(job) }
        }
    }

    /// Runs a closure on the loop, soon: between two turns. Any thread.
    package func call(_ body: @escaping @Sendable () -> Void) { leave { $0.calls.append(body) } }

    /// Leaves something for the loop and wakes it if it sleeps.
    ///
    /// From another loop the bell waits until that loop's turn ends: one ring, one switch of threads for many jobs.
    /// `asleep` stays true until somebody really rings, so that a third thread need not wait for that turn.
    func leave(_ something: (inout Remote) -> Void) {
        let here = Self.current
        enum Need { case nothing, bell, thread }
        let need = remote.withLock { remote -> Need in
            something(&remote)
            if remote.ended {
                remote.ended = false
                return .thread
            }
            guard remote.asleep else { return .nothing }
            if here == nil { remote.asleep = false }
            return .bell
        }
        switch need {
        case .nothing: return
        case .thread: startThread()
        case .bell:
            guard let here, here !== self else { return ring() }
            if !here.toRing.contains(where: { $0 === self }) { here.toRing.append(self) }
        }
    }

    func ringIfAsleep() {
        let asleep = remote.withLock { remote in
            defer { remote.asleep = false }
            return remote.asleep
        }
        if asleep { ring() }
    }

    package func preconditionCurrent() { precondition(isCurrent, "not on this event loop") }
    package func checkIsolated() { preconditionCurrent() }
    package func isIsolatingCurrentContext() -> Bool? { isCurrent }
}
