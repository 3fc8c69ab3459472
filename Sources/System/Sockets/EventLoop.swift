import CLinux
import Machine
import Synchronization

/// One thread, one epoll, and the executor of every task of its connections.
///
/// `@unchecked`: `remote`, `turn` and `live` may be touched from anywhere; every other variable is touched on the
/// loop's own thread alone, or before it starts. What a caller could get wrong is checked by `preconditionCurrent`.
package final class EventLoop: TaskExecutor, SerialExecutor, @unchecked Sendable {
    /// What other threads leave here.
    struct Remote {
        var jobs: [UnownedJob] = []
        var calls: [@Sendable () -> Void] = []
        var arrivals: [Arrival] = []
        /// Whoever leaves something while the loop sleeps has to ring.
        var asleep = false
        /// The thread has ended. Whoever leaves something starts another.
        var ended = false

        var isEmpty: Bool { jobs.isEmpty && calls.isEmpty && arrivals.isEmpty }
    }

    static let bellTag = UInt64.max
    /// The first of the tags that name an acceptor: below the bell's, above every slot's.
    static let acceptorTag = UInt64.max << 32

    package let index: Int
    let poll: Descriptor
    private let bell: Descriptor
    let remote = Mutex(Remote())

    /// When the turn began that is not over (milliseconds since the machine started); 0 while the loop sleeps.
    private let turn = Atomic<Int64>(0)
    /// When the last turn began, also while the loop sleeps.
    private let clock = Atomic<Int64>(lx_uptime())
    private let live = Atomic<Int>(0)

    private let events = EventBatch()
    let ready = JobQueue()
    var toRing: [EventLoop] = []
    private var turnEnds: [() -> Void] = []
    private var stopped: (@Sendable () -> Void)?

    let slots: SlotTable
    var sources = 0
    var timers = TimerQueue<() -> Void>()
    var acceptors: [Attachment] = []
    /// The number of the connection that was accepted last.
    var lastAccepted = 0
    var pausedAcceptors = 0
    var pauseTimer: TimerID?
    /// Memory for what is read only to be sent on, lent for the length of a call.
    var scratch: [UInt8] = []

    package var draining: Bool { slots.isDraining }

    package init(index: Int = 0) throws(SystemError) {
        self.index = index
        lx_ignore_broken_pipe()
        poll = Descriptor(owning: try SystemError.check(lx_epoll()))
        bell = Descriptor(owning: try SystemError.check(lx_eventfd()))
        slots = SlotTable(now: UInt32(truncatingIfNeeded: lx_uptime() / 1000))
        // Edge-triggered: every write is an edge, so the bell need never be read.
        try SystemError.check(lx_epoll_add(poll.number, bell.number, lx_edge, Self.bellTag))
    }

    /// Starts the thread; `stopped` runs on it once a drain has ended the last stream.
    package func start(stopped: @escaping @Sendable () -> Void = {}) {
        self.stopped = stopped
        startThread()
    }

    func startThread() {
        DetachedThread.start(name: "loop \(index)") { [self] in
            becomeCurrent()
            run()
        }
    }

    func ring() { _ = lx_signal(bell.number) }

    // MARK: Turns

    private func run() {
        let serial = unsafe asUnownedSerialExecutor(), task = unsafe asUnownedTaskExecutor()
        while !hasEnded() {
            takeRemote()
            let patience = self.patience
            if patience != 0 { turn.store(0, ordering: .relaxed) }
            let count = events.wait(poll.number, milliseconds: patience)
            let now = lx_uptime()
            turn.store(now, ordering: .relaxed)
            clock.store(now, ordering: .relaxed)
            remote.withLock { $0.asleep = false }
            for i in 0..<count { dispatch(events[i].tag, events[i].mask) }
            advanceWheel(to: UInt32(truncatingIfNeeded: now / 1000))
            fireTimers()
            for _ in 0..<4 where !ready.isEmpty {  // a few generations, so that all who are ready join one send
                ready.run { unsafe $0.runSynchronously(isolatedTo: serial, taskExecutor: task) }
            }
            while !turnEnds.isEmpty {
                let ends = turnEnds
                turnEnds.removeAll(keepingCapacity: true)
                for end in ends { end() }
            }
            ringOthers()
            if draining { finishDraining() }
        }
        turn.store(0, ordering: .relaxed)
    }

    /// Takes what was left here, and says whether the loop is about to sleep, in one step: nothing falls between.
    private func takeRemote() {
        var calls: [@Sendable () -> Void] = [], arrivals: [Arrival] = []
        remote.withLock { remote in
            if !remote.jobs.isEmpty {
                for job in remote.jobs { ready.append(job) }
                remote.jobs.removeAll(keepingCapacity: true)
            }
            if !remote.calls.isEmpty { swap(&calls, &remote.calls) }
            if !remote.arrivals.isEmpty { swap(&arrivals, &remote.arrivals) }
            remote.asleep = ready.isEmpty && calls.isEmpty && arrivals.isEmpty && turnEnds.isEmpty
        }
        for arrival in arrivals { adopt(arrival) }
        for call in calls { call() }
        if !calls.isEmpty || !arrivals.isEmpty { stayAwake() }
    }

    /// What ran between two turns may have left work for the next one.
    private func stayAwake() {
        let mayWait = ready.isEmpty && turnEnds.isEmpty
        remote.withLock { $0.asleep = mayWait && $0.isEmpty }
    }

    /// How long the loop may sleep, in milliseconds; -1 for ever.
    private var patience: Int32 {
        guard ready.isEmpty, turnEnds.isEmpty, toRing.isEmpty, remote.withLock({ $0.asleep }) else { return 0 }
        // What was called between two turns may have begun a drain that is over already.
        if draining, slots.streams == 0, stopped != nil || sources == 0 && timers.isEmpty { return 0 }
        var patience: Int64 = slots.filed == 0 ? -1 : 1000 - lx_uptime() % 1000
        if let next = timers.next {
            let left = max(0, (next - lx_uptime_ns() + 999_999) / 1_000_000)
            patience = patience < 0 ? left : min(patience, left)
        }
        return Int32(truncatingIfNeeded: min(patience, 60_000))
    }

    /// Once drained, the thread ends with its last work; `leave` starts another for what comes later.
    private func hasEnded() -> Bool {
        guard draining, stopped == nil, slots.streams == 0, sources == 0, ready.isEmpty, timers.isEmpty,
            turnEnds.isEmpty
        else { return false }
        return remote.withLock { remote in
            remote.ended = remote.isEmpty
            return remote.ended
        }
    }

    private func finishDraining() {
        guard slots.streams == 0, ready.isEmpty, let stopped, remote.withLock({ $0.isEmpty }) else { return }
        self.stopped = nil
        stopped()
        ringOthers()  // whom `stopped` woke
    }

    private func ringOthers() {
        if toRing.isEmpty { return }
        for loop in toRing { loop.ringIfAsleep() }
        toRing.removeAll(keepingCapacity: true)
    }

    /// Runs a closure once, at the end of this turn: where what was gathered in it is sent.
    package func atTurnEnd(_ body: @escaping () -> Void) {
        preconditionCurrent()
        turnEnds.append(body)
    }

    // MARK: Seen from elsewhere

    /// How many streams are open. Any thread.
    package var liveCount: Int { live.load(ordering: .relaxed) }

    /// For how many milliseconds the loop has been in one turn; 0 while it sleeps. A loop that is stuck shows here. Any
    /// thread.
    package var millisecondsInTurn: Int {
        let began = turn.load(ordering: .relaxed)
        return began == 0 ? 0 : Int(max(0, lx_uptime() - began))
    }

    /// When the turn began that is under way, in milliseconds since the machine started: what need not be told more
    /// precisely need not ask the kernel. In jobs of the loop.
    package var milliseconds: Int { Int(clock.load(ordering: .relaxed)) }

    func publishCount() { live.store(slots.streams, ordering: .relaxed) }
}
