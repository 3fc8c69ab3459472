import CLinux

/// The descriptors of one loop, and the wheel that watches their time. Tasks are handed back rather than resumed here,
/// so that nothing is called from within.
///
/// It keeps all that changes in memory of its own: every request comes here several times, and a variable of a class
/// would be asked each time whether somebody else is changing it. On the loop's thread alone, as the loop's variables.
@safe struct SlotTable: ~Copyable {
    /// Up to two tasks to wake.
    typealias Woken = (reader: Waiter?, writer: Waiter?)

    @unsafe private struct Storage {
        var slots: UnsafeMutablePointer<Slot>
        var capacity = 64
        var count = 0
        var streams = 0
        var free: [Int] = []
        var wheel: Wheel
        var isDraining = false
    }

    private let storage: UnsafeMutablePointer<Storage>

    init(now: UInt32) {
        unsafe storage = .allocate(capacity: 1)
        unsafe storage.initialize(to: Storage(slots: .allocate(capacity: 64), wheel: Wheel(now: now)))
    }

    deinit {
        unsafe storage.pointee.slots.deinitialize(count: storage.pointee.count)
        unsafe storage.pointee.slots.deallocate()
        unsafe storage.deinitialize(count: 1)
        unsafe storage.deallocate()
    }

    /// How many streams there are: what a drain waits for.
    var streams: Int { unsafe storage.pointee.streams }

    /// Whether the loop takes in no more, and ends with its last stream.
    var isDraining: Bool {
        get { unsafe storage.pointee.isDraining }
        nonmutating set { unsafe storage.pointee.isDraining = newValue }
    }

    // MARK: Places

    func insert(_ marks: Slot.Marks, source: (any EventLoop.Source)? = nil) -> SlotID {
        let index = unsafe storage.pointee.free.popLast() ?? grow()
        let slot = unsafe storage.pointee.slots + index
        let (generation, filed) = unsafe (slot.pointee.generation, slot.pointee.filed)
        unsafe slot.pointee = Slot(generation: generation, marks: marks.union(.live), source: source, filed: filed)
        if marks.contains(.stream) { unsafe storage.pointee.streams += 1 }
        return SlotID(index: index, generation: generation)
    }

    private func grow() -> Int {
        let count = unsafe storage.pointee.count
        if unsafe count == storage.pointee.capacity {
            let larger = UnsafeMutablePointer<Slot>.allocate(capacity: count * 2)
            unsafe larger.moveInitialize(from: storage.pointee.slots, count: count)
            unsafe storage.pointee.slots.deallocate()
            unsafe storage.pointee.slots = larger
            unsafe storage.pointee.capacity = count * 2
        }
        unsafe (storage.pointee.slots + count).initialize(to: Slot())
        unsafe storage.pointee.count = count + 1
        return count
    }

    /// Gives the place back; whoever still waits there must be told.
    func remove(_ id: SlotID) -> Woken {
        guard let slot = unsafe slot(id) else { return (nil, nil) }
        if unsafe slot.pointee.marks.contains(.stream) { unsafe storage.pointee.streams -= 1 }
        let woken = unsafe (slot.pointee.reader, slot.pointee.writer)
        // An entry of the old one may still lie in the wheel; it is found to be of no use when its second comes.
        unsafe slot.pointee = Slot(generation: id.generation &+ 1, filed: slot.pointee.filed)
        unsafe storage.pointee.free.append(id.index)
        return woken
    }

    /// The slot of that name, if it is still the same one.
    @inline(__always) private func slot(_ id: SlotID) -> UnsafeMutablePointer<Slot>? {
        guard unsafe UInt(bitPattern: id.index) < UInt(bitPattern: storage.pointee.count) else { return nil }
        let slot = unsafe storage.pointee.slots + id.index
        guard unsafe slot.pointee.generation == id.generation, unsafe slot.pointee.marks.contains(.live) else {
            return nil
        }
        return unsafe slot
    }

    func contains(_ id: SlotID) -> Bool { unsafe slot(id) != nil }

    func source(_ id: SlotID) -> (any EventLoop.Source)? { unsafe slot(id)?.pointee.source }

    func watcher(_ id: SlotID) -> (any EventLoop.Watcher)? { unsafe slot(id)?.pointee.watcher }

    func setWatcher(_ id: SlotID, _ watcher: (any EventLoop.Watcher)?) { unsafe slot(id)?.pointee.watcher = watcher }

    /// Whether a task waits to read.
    func hasReader(_ id: SlotID) -> Bool { unsafe slot(id)?.pointee.reader != nil }

    /// Every stream there is.
    var ids: [SlotID] {
        unsafe (0..<storage.pointee.count).compactMap { index in
            let slot = unsafe storage.pointee.slots[index]
            return slot.marks.isSuperset(of: [.live, .stream])
                ? SlotID(index: index, generation: slot.generation) : nil
        }
    }

    // MARK: Edges

    func isReady(_ id: SlotID, _ interest: Interest) -> Bool {
        guard let slot = unsafe slot(id) else { return false }
        return unsafe slot.pointee.marks.contains(interest == .write ? .writable : .readable)
    }

    /// Notes what epoll told; answers whom it concerns.
    func note(_ mask: UInt32, at id: SlotID) -> Woken {
        guard let slot = unsafe slot(id) else { return (nil, nil) }
        let (reads, writes) = unsafe mark(mask, slot)
        return unsafe (reads ? slot.pointee.reader.take() : nil, writes ? slot.pointee.writer.take() : nil)
    }

    private func mark(_ mask: UInt32, _ slot: UnsafeMutablePointer<Slot>) -> (reads: Bool, writes: Bool) {
        let isGone = mask & lx_gone != 0
        var reads = isGone || mask & lx_in != 0, writes = isGone || mask & lx_out != 0
        if unsafe slot.pointee.marks.contains(.crossed) {
            unsafe slot.pointee.marks.remove(.crossed)
            reads = true
            writes = true
        }
        if isGone { unsafe slot.pointee.marks.insert(.gone) }
        if reads { unsafe slot.pointee.marks.insert(.readable) }
        if writes { unsafe slot.pointee.marks.insert(.writable) }
        return (reads, writes)
    }

    /// Notes what epoll told, and wakes nobody.
    func mark(_ mask: UInt32, at id: SlotID) {
        if let slot = unsafe slot(id) { _ = unsafe mark(mask, slot) }
    }

    /// The task that waits to read; it must be told why it waits no more.
    func takeReader(_ id: SlotID) -> Waiter? { unsafe slot(id)?.pointee.reader.take() }

    /// A try would have blocked, or moved less than was asked for.
    func exhaust(_ id: SlotID, _ interest: Interest) {
        guard let slot = unsafe slot(id) else { return }
        if interest == .write {
            unsafe slot.pointee.marks.remove(.writable)
        } else if unsafe !slot.pointee.marks.contains(.gone) {
            unsafe slot.pointee.marks.remove(.readable)
        }
    }

    /// Reading needs a write first or the reverse: nothing is worth a try before the next edge.
    func cross(_ id: SlotID) {
        guard let slot = unsafe slot(id) else { return }
        unsafe slot.pointee.marks.subtract([.readable, .writable])
        unsafe slot.pointee.marks.insert(.crossed)
    }

    /// Whether output was wanted before.
    func setWritable(_ id: SlotID, _ writable: Bool) -> Bool {
        guard let slot = unsafe slot(id) else { return writable }
        let before = unsafe slot.pointee.marks.contains(.writable)
        if writable { unsafe slot.pointee.marks.insert(.writable) } else { unsafe slot.pointee.marks.remove(.writable) }
        return before
    }

    // MARK: Waiting

    /// Parks a task, or answers why it need not: an edge may have come between its last try and here.
    func park(_ id: SlotID, _ interest: Interest, _ waiter: Waiter) -> Wake? {
        guard let slot = unsafe slot(id), unsafe !slot.pointee.marks.contains(.interrupted) else { return .interrupted }
        if interest == .write {
            if unsafe slot.pointee.marks.contains(.writable) { return .ready }
            precondition(unsafe slot.pointee.writer == nil, "two tasks wait to write to one stream")
            unsafe slot.pointee.writer = waiter
            return nil
        }
        if unsafe slot.pointee.marks.contains(.readable) { return .ready }
        precondition(unsafe slot.pointee.reader == nil, "two tasks wait to read from one stream")
        unsafe slot.pointee.reader = waiter
        if interest == .idle {
            unsafe slot.pointee.marks.insert(.idle)
        } else {
            unsafe slot.pointee.marks.remove(.idle)
        }
        return nil
    }

    /// From now on every wait at this slot answers at once.
    func interrupt(_ id: SlotID) -> Woken {
        guard let slot = unsafe slot(id) else { return (nil, nil) }
        unsafe slot.pointee.marks.insert(.interrupted)
        return unsafe (slot.pointee.reader.take(), slot.pointee.writer.take())
    }

    /// The readers that a drain may wake.
    func takeIdle() -> [Waiter] {
        unsafe (0..<storage.pointee.count).compactMap { index in
            let slot = unsafe storage.pointee.slots + index
            return unsafe slot.pointee.marks.contains(.idle) ? slot.pointee.reader.take() : nil
        }
    }

    // MARK: Time

    /// The wheel's second.
    var now: UInt32 { unsafe storage.pointee.wheel.now }
    /// How many entries the wheel has; without any, nobody need look at the clock.
    var filed: Int { unsafe storage.pointee.wheel.filed }

    /// Sets how long to wait; files the slot with the wheel if it is not looked at before then.
    func setDeadline(_ id: SlotID, _ interest: Interest, in seconds: Int) {
        guard let slot = unsafe slot(id) else { return }
        let deadline = unsafe storage.pointee.wheel.deadline(in: seconds)
        if interest == .write {
            unsafe slot.pointee.writeDeadline = deadline
        } else {
            unsafe slot.pointee.readDeadline = deadline
        }
        if unsafe deadline < slot.pointee.filed { unsafe storage.pointee.wheel.file(id.index, &slot.pointee) }
    }

    /// Moves the wheel on to a second; answers each of the tasks that are out of time.
    func advance(to second: UInt32, _ expired: (Woken) -> Void) {
        unsafe storage.pointee.wheel.skip(to: second)
        while unsafe storage.pointee.wheel.now < second {
            for index in unsafe storage.pointee.wheel.tick() { expired(expire(index)) }
        }
    }

    /// One whose second this may be: out of time, or filed again.
    private func expire(_ index: Int) -> Woken {
        let now = unsafe storage.pointee.wheel.now
        let slot = unsafe storage.pointee.slots + index
        guard unsafe slot.pointee.filed == now else { return (nil, nil) }
        unsafe slot.pointee.filed = .max
        var woken: Woken = (nil, nil)
        if unsafe slot.pointee.readDeadline <= now {
            unsafe slot.pointee.readDeadline = .max
            unsafe woken.reader = slot.pointee.reader.take()
        }
        if unsafe slot.pointee.writeDeadline <= now {
            unsafe slot.pointee.writeDeadline = .max
            unsafe woken.writer = slot.pointee.writer.take()
        }
        if unsafe slot.pointee.deadline != .max { unsafe storage.pointee.wheel.file(index, &slot.pointee) }
        return woken
    }
}
