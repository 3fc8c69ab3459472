import CLinux
import Synchronization

/// One thread, one epoll, and the executor of every task of its connections.
///
/// All but `enqueue`, `drain` and `open` is confined to the loop's own thread.
/// That is what `@unchecked` promises and `preconditionCurrent` checks.
package final class EventLoop: TaskExecutor, SerialExecutor, @unchecked Sendable {
    private struct Remote {
        var jobs: [UnownedJob] = []; var accepted: [Int32] = []; var asleep = false; var draining = false
    }

    private let poll: Descriptor
    private let bell: Descriptor
    private let remote = Mutex(Remote())
    private let coalesce: Bool

    private let events = EventBatch()
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var toRing: [EventLoop] = []
    private var turnEnds: [() -> Void] = []
    package let index: Int
    package private(set) var queuedHere = 0  // jobs queued from this thread: two or fewer a request, or something suspends needlessly
    package private(set) var parkedAway = 0, edgesSaved = 0
    private var peers: [EventLoop] = [], nextPeer = 0
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var wheel: Wheel
    private var listener: Int32?
    private var accepted: (@Sendable (consuming Stream) -> Void)?
    package private(set) var draining = false
    package private(set) var liveCount = 0

    private static let bellTag = UInt64.max, listenTag = UInt64.max - 1

    /// `coalesceWakeups: false` rings the bell for every remote job; it is there to be measured.
    package init(index: Int = 0, coalesceWakeups: Bool = true) throws(SystemError) {
        self.index = index
        poll = Descriptor(owning: try SystemError.check(lx_epoll()))
        bell = Descriptor(owning: try SystemError.check(lx_eventfd()))
        coalesce = coalesceWakeups
        wheel = Wheel(now: UInt32(lx_uptime() / 1000))
        // Edge-triggered: every write is an edge, so the bell need never be read.
        _ = try SystemError.check(lx_epoll_add(poll.number, bell.number, lx_edge, Self.bellTag))
    }

    // MARK: Executor

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { queuedHere &+= 1; return ready.append(job) }
        // From another loop the bell waits until that loop's turn ends: one ring, one switch for many jobs.
        // `asleep` stays true until somebody really rings, so that a third thread need not wait for that turn.
        if coalesce, let here = Self.current {
            let asleep = remote.withLock {
                $0.jobs.append(job); return $0.asleep
            }
            if asleep, !here.toRing.contains(where: { $0 === self }) { here.toRing.append(self) }
        } else {
            let asleep = remote.withLock { remote in
                remote.jobs.append(job)
                defer { remote.asleep = false }
                return remote.asleep
            }
            if asleep || !coalesce { ring() }
        }
    }
    private func ringIfAsleep() {
        let asleep = remote.withLock { remote in
            defer { remote.asleep = false }
            return remote.asleep
        }
        if asleep { ring() }
    }
    private func ring() { _ = lx_signal(bell.number) }
    package func preconditionCurrent() { precondition(isCurrent, "not on this event loop") }
    package func checkIsolated() { preconditionCurrent() }
    package func isIsolatingCurrentContext() -> Bool? { isCurrent }

    // MARK: The loop

    /// Starts the thread; `stopped` runs on it once a drain has ended the last connection.
    package func start(
        listener: Int32? = nil, peers: [EventLoop] = [], accepted: (@Sendable (consuming Stream) -> Void)? = nil,
        stopped: @escaping @Sendable () -> Void = {}
    ) {
        Thread.start { [self] in
            becomeCurrent()
            self.listener = listener
            self.peers = peers
            self.accepted = accepted
            if let listener { _ = lx_epoll_add(poll.number, listener, lx_shared, Self.listenTag) }
            run()
            stopped()
            ringOthers()  // what `stopped` woke
        }
    }

    private func run() {
        let serial = unsafe asUnownedSerialExecutor(), task = unsafe asUnownedTaskExecutor()
        while !(draining && liveCount == 0 && ready.isEmpty && remote.withLock { $0.jobs.isEmpty }) {
            var fresh: [Int32] = []
            let mayDrain = remote.withLock { remote in
                if !remote.accepted.isEmpty { swap(&fresh, &remote.accepted) }
                if ready.isEmpty {
                    swap(&ready, &remote.jobs)
                } else {
                    ready += remote.jobs; remote.jobs.removeAll(keepingCapacity: true)
                }
                // Not `!remote.draining`: that left every later sleep of a draining loop without a bell.
                remote.asleep = ready.isEmpty && remote.draining == draining
                return remote.draining
            }
            for fd in fresh { adopt(Int(fd)) }
            if mayDrain && !draining { beginDraining(); continue }
            let count = events.wait(poll.number, milliseconds: ready.isEmpty ? patience : 0)
            remote.withLock { $0.asleep = false }
            for i in 0..<count { dispatch(events[i].tag, events[i].mask) }
            advanceWheel()
            for _ in 0..<4 where !ready.isEmpty {  // a few generations, so that all who are ready join one send
                swap(&ready, &running)
                for job in running { unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
                running.removeAll(keepingCapacity: true)
            }
            while !turnEnds.isEmpty {
                let ends = turnEnds
                turnEnds.removeAll(keepingCapacity: true)
                for end in ends { end() }
            }
            ringOthers()
        }
    }
    private func ringOthers() {
        if toRing.isEmpty { return }
        for loop in toRing { loop.ringIfAsleep() }
        toRing.removeAll(keepingCapacity: true)
    }

    // MARK: Other descriptors (loop thread only)

    /// What a library that owns its descriptor (libpq) hangs on the loop; level-triggered.
    package protocol Source: AnyObject { func ready(_ mask: UInt32) }

    package func add(_ fd: Int32, _ source: any Source) -> SlotID {
        preconditionCurrent()
        let index =
            free.popLast()
            ?? {
                slots.append(Slot()); return slots.count - 1
            }()
        slots[index] = Slot(generation: slots[index].generation, live: true)
        slots[index].source = source
        let id = SlotID(index: index, generation: slots[index].generation)
        _ = lx_epoll_add(poll.number, fd, lx_in, id.tag)
        return id
    }
    /// Asks for EPOLLOUT only while output is stuck; no system call when nothing changes.
    package func want(write: Bool, _ fd: Int32, _ id: SlotID) {
        if slots[id.index].writable == write { return }
        slots[id.index].writable = write
        _ = lx_epoll_change(poll.number, fd, write ? lx_in | lx_out : lx_in, id.tag)
    }
    /// Before the descriptor is closed: its number is used again.
    package func remove(_ fd: Int32, _ id: SlotID) {
        _ = lx_epoll_remove(poll.number, fd)
        slots[id.index].source = nil
        liveCount += 1  // `release` takes it off: a source never counted
        release(id)
    }
    /// Run once, at the end of this turn.
    package func atTurnEnd(_ body: @escaping () -> Void) { turnEnds.append(body) }

    private func dispatch(_ tag: UInt64, _ mask: UInt32) {
        if tag == Self.bellTag { if !coalesce { _ = lx_clear(bell.number) }; return }
        if tag == Self.listenTag { return accept() }
        let index = Int(truncatingIfNeeded: tag & 0xFFFF_FFFF)
        guard slots[index].live, slots[index].generation == UInt32(tag >> 32) else { return }
        if let source = slots[index].source { return source.ready(mask) }
        if mask & (lx_in | lx_gone) != 0 {
            slots[index].readable = true
            if mask & lx_gone != 0 { slots[index].gone = true }
            if let waiter = slots[index].reader.take() { waiter.resume(.ready) }
        }
        if mask & (lx_out | lx_gone) != 0 {
            slots[index].writable = true
            if let waiter = slots[index].writer.take() { waiter.resume(.ready) }
        }
    }

    private func accept() {
        guard let listener else { return }
        for _ in 0..<32 {
            let fd = lx_accept(listener)
            guard fd >= 0 else { return }
            // In turn to all loops: EPOLLEXCLUSIVE alone gave one loop nearly every connection.
            let target = peers.isEmpty ? self : peers[nextPeer % peers.count]
            nextPeer &+= 1
            if target === self { adopt(fd); continue }
            let wake = target.remote.withLock { remote in
                remote.accepted.append(Int32(fd))
                defer { remote.asleep = false }
                return remote.asleep
            }
            if wake { target.ring() }
        }
    }
    private func adopt(_ fd: Int) {
        guard let accepted else { return System.close(Int32(fd)) }
        do {
            let index =
                free.popLast()
                ?? {
                    slots.append(Slot()); return slots.count - 1
                }()
            let generation = slots[index].generation
            // Read and write are tried at once; epoll is asked only after EAGAIN.
            slots[index] = Slot(generation: generation, live: true, readable: true, writable: true)
            liveCount += 1
            let id = SlotID(index: index, generation: generation)
            _ = lx_epoll_add(poll.number, Int32(fd), lx_stream, id.tag)
            accepted(Stream(Descriptor(owning: fd), self, id))
        }
    }

    // MARK: Slots (loop thread only)

    func release(_ id: SlotID) {
        preconditionCurrent()
        slots[id.index].live = false
        slots[id.index].generation &+= 1
        slots[id.index].deadline = .max
        free.append(id.index)
        liveCount -= 1
    }
    func ready(_ id: SlotID, _ interest: Interest) -> Bool {
        interest == .write ? slots[id.index].writable : slots[id.index].readable
    }
    /// `true` when the peer is gone: then reading goes on until it answers end or error.
    func exhausted(_ id: SlotID, _ interest: Interest) {
        if interest == .write {
            slots[id.index].writable = false
        } else {
            slots[id.index].readable = slots[id.index].gone
        }
    }
    func wait(_ id: SlotID, _ interest: Interest, seconds: Int) async -> Wake {
        preconditionCurrent()
        if interest == .idle && draining { return .draining }
        slots[id.index].deadline = wheel.now + UInt32(seconds)
        if slots[id.index].deadline < slots[id.index].filed { wheel.file(id.index, &slots[id.index]) }
        let wake = await Waiter.park { waiter in
            if !isCurrent { parkedAway += 1 }
            if ready(id, interest) { edgesSaved += 1; return waiter.resume(.ready) }  // an edge that came between the try and here
            if interest == .write { slots[id.index].writer = waiter } else { slots[id.index].reader = waiter }
            slots[id.index].idle = interest == .idle
        }
        return wake
    }

    // MARK: Timers

    private var patience: Int32 { wheel.filed == 0 ? -1 : Int32(1000 - lx_uptime() % 1000) }

    private func advanceWheel() {
        let now = UInt32(lx_uptime() / 1000)
        while wheel.now < now {
            for index in wheel.tick() where slots[index].filed == wheel.now {
                slots[index].filed = .max
                if slots[index].deadline <= wheel.now {
                    slots[index].wake(.timedOut)
                } else if slots[index].deadline != .max {
                    wheel.file(index, &slots[index])
                }
            }
        }
    }

    // MARK: Draining

    /// Stops accepting, wakes idle connections, and ends the thread with the last of them. Any thread.
    package func drain() {
        remote.withLock { $0.draining = true }
        _ = lx_signal(bell.number)
    }
    private func beginDraining() {
        draining = true
        if let listener { _ = lx_epoll_remove(poll.number, listener) }
        listener = nil
        for index in slots.indices where slots[index].live && slots[index].idle { slots[index].wake(.draining) }
    }
}
