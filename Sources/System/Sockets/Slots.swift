import CLinux

/// Why a parked task runs again.
package enum Wake: Sendable {
    case ready
    case timedOut
    /// The loop drains, and this was a wait that a drain may end.
    case draining
    /// The stream was interrupted or closed, by this task or by another.
    case interrupted
}

/// What a task waits for. `idle` is reading that a drain may interrupt.
package enum Interest: Sendable { case read, idle, write }

/// A place in the loop's table; the generation tells a late event from a live one.
package struct SlotID: Sendable, Hashable {
    let index: Int
    let generation: UInt32

    var tag: UInt64 { UInt64(generation) << 32 | UInt64(index) }

    init(index: Int, generation: UInt32) {
        self.index = index
        self.generation = generation
    }

    init(tag: UInt64) {
        index = Int(truncatingIfNeeded: tag & 0xFFFF_FFFF)
        generation = UInt32(truncatingIfNeeded: tag >> 32)
    }
}

/// All that a loop knows of one descriptor.
struct Slot {
    struct Marks: OptionSet {
        let rawValue: UInt8
        static let live = Marks(rawValue: 1)
        static let readable = Marks(rawValue: 2)
        static let writable = Marks(rawValue: 4)
        /// The peer is gone: reading goes on until it answers the end or an error.
        static let gone = Marks(rawValue: 8)
        /// The reader's wait may be ended by a drain.
        static let idle = Marks(rawValue: 16)
        /// TLS needs to write before it can read, or the reverse: any edge wakes both.
        static let crossed = Marks(rawValue: 32)
        static let interrupted = Marks(rawValue: 64)
        /// A stream, which a drain waits for; not a source.
        static let stream = Marks(rawValue: 128)
    }

    var generation: UInt32 = 1
    var marks: Marks = []
    var reader: Waiter?
    var writer: Waiter?
    var source: (any EventLoop.Source)?
    var readDeadline: UInt32 = .max
    var writeDeadline: UInt32 = .max
    /// When the wheel looks at it next.
    var filed: UInt32 = .max

    var deadline: UInt32 { min(readDeadline, writeDeadline) }
}

/// The descriptors of one loop. Tasks are handed back rather than resumed here, so that nothing is called from within.
struct SlotTable {
    /// Up to two tasks to wake.
    typealias Woken = (reader: Waiter?, writer: Waiter?)

    private var slots: [Slot] = []
    private var free: [Int] = []
    private(set) var streams = 0

    mutating func insert(_ marks: Slot.Marks, source: (any EventLoop.Source)? = nil) -> SlotID {
        let index: Int
        if let reused = free.popLast() {
            index = reused
        } else {
            index = slots.count
            slots.append(Slot())
        }
        let generation = slots[index].generation, filed = slots[index].filed
        slots[index] = Slot(generation: generation, marks: marks.union(.live), source: source, filed: filed)
        if marks.contains(.stream) { streams += 1 }
        return SlotID(index: index, generation: generation)
    }

    /// Gives the place back; whoever still waits there must be told.
    mutating func remove(_ id: SlotID) -> Woken {
        guard contains(id) else { return (nil, nil) }
        let slot = slots[id.index]
        if slot.marks.contains(.stream) { streams -= 1 }
        // An entry of the old one may still lie in the wheel; it is found to be of no use when its second comes.
        slots[id.index] = Slot(generation: slot.generation &+ 1, filed: slot.filed)
        free.append(id.index)
        return (slot.reader, slot.writer)
    }

    func contains(_ id: SlotID) -> Bool {
        slots.indices.contains(id.index) && slots[id.index].generation == id.generation
            && slots[id.index].marks.contains(.live)
    }

    func source(_ id: SlotID) -> (any EventLoop.Source)? { contains(id) ? slots[id.index].source : nil }

    func isReady(_ id: SlotID, _ interest: Interest) -> Bool {
        contains(id) && slots[id.index].marks.contains(interest == .write ? .writable : .readable)
    }

    /// Whether a task waits to read.
    func hasReader(_ id: SlotID) -> Bool { contains(id) && slots[id.index].reader != nil }

    // MARK: Edges

    /// Notes what epoll told; answers whom it concerns.
    mutating func note(_ mask: UInt32, at id: SlotID) -> Woken {
        guard contains(id) else { return (nil, nil) }
        var slot = slots[id.index]
        let isGone = mask & lx_gone != 0
        var reads = isGone || mask & lx_in != 0, writes = isGone || mask & lx_out != 0
        if slot.marks.contains(.crossed) {
            slot.marks.remove(.crossed)
            reads = true
            writes = true
        }
        if isGone { slot.marks.insert(.gone) }
        if reads { slot.marks.insert(.readable) }
        if writes { slot.marks.insert(.writable) }
        let woken = (reads ? slot.reader.take() : nil, writes ? slot.writer.take() : nil)
        slots[id.index] = slot
        return woken
    }

    /// A try would have blocked, or moved less than was asked for.
    mutating func exhaust(_ id: SlotID, _ interest: Interest) {
        guard contains(id) else { return }
        if interest == .write {
            slots[id.index].marks.remove(.writable)
        } else if !slots[id.index].marks.contains(.gone) {
            slots[id.index].marks.remove(.readable)
        }
    }

    /// Reading needs a write first or the reverse: nothing is worth a try before the next edge.
    mutating func cross(_ id: SlotID) {
        guard contains(id) else { return }
        slots[id.index].marks.subtract([.readable, .writable])
        slots[id.index].marks.insert(.crossed)
    }

    /// Whether output was wanted before.
    mutating func setWritable(_ id: SlotID, _ writable: Bool) -> Bool {
        guard contains(id) else { return writable }
        defer {
            if writable { slots[id.index].marks.insert(.writable) } else { slots[id.index].marks.remove(.writable) }
        }
        return slots[id.index].marks.contains(.writable)
    }

    // MARK: Waiting

    /// Sets the time until which to wait; files the slot with the wheel if it is not looked at before then.
    mutating func setDeadline(_ id: SlotID, _ interest: Interest, _ deadline: UInt32, _ wheel: inout Wheel) {
        guard contains(id) else { return }
        if interest == .write {
            slots[id.index].writeDeadline = deadline
        } else {
            slots[id.index].readDeadline = deadline
        }
        if deadline < slots[id.index].filed { wheel.file(id.index, &slots[id.index]) }
    }

    /// Parks a task, or answers why it need not: an edge may have come between its last try and here.
    mutating func park(_ id: SlotID, _ interest: Interest, _ waiter: Waiter) -> Wake? {
        guard contains(id), !slots[id.index].marks.contains(.interrupted) else { return .interrupted }
        if interest == .write {
            if slots[id.index].marks.contains(.writable) { return .ready }
            precondition(slots[id.index].writer == nil, "two tasks wait to write to one stream")
            slots[id.index].writer = waiter
            return nil
        }
        if slots[id.index].marks.contains(.readable) { return .ready }
        precondition(slots[id.index].reader == nil, "two tasks wait to read from one stream")
        slots[id.index].reader = waiter
        if interest == .idle {
            slots[id.index].marks.insert(.idle)
        } else {
            slots[id.index].marks.remove(.idle)
        }
        return nil
    }

    /// From now on every wait at this slot answers at once.
    mutating func interrupt(_ id: SlotID) -> Woken {
        guard contains(id) else { return (nil, nil) }
        slots[id.index].marks.insert(.interrupted)
        return (slots[id.index].reader.take(), slots[id.index].writer.take())
    }

    /// Those whose second this is: out of time, or filed again.
    mutating func expire(_ index: Int, _ wheel: inout Wheel) -> Woken {
        guard slots[index].filed == wheel.now else { return (nil, nil) }
        slots[index].filed = .max
        var woken: Woken = (nil, nil)
        if slots[index].readDeadline <= wheel.now {
            slots[index].readDeadline = .max
            woken.reader = slots[index].reader.take()
        }
        if slots[index].writeDeadline <= wheel.now {
            slots[index].writeDeadline = .max
            woken.writer = slots[index].writer.take()
        }
        if slots[index].deadline != .max { wheel.file(index, &slots[index]) }
        return woken
    }

    /// The readers that a drain may wake.
    mutating func takeIdle() -> [Waiter] {
        slots.indices.compactMap { slots[$0].marks.contains(.idle) ? slots[$0].reader.take() : nil }
    }

    /// Every stream there is.
    var ids: [SlotID] {
        slots.indices.compactMap {
            slots[$0].marks.isSuperset(of: [.live, .stream])
                ? SlotID(index: $0, generation: slots[$0].generation) : nil
        }
    }
}
