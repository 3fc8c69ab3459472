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
    var watcher: (any EventLoop.Watcher)?
    var readDeadline: UInt32 = .max
    var writeDeadline: UInt32 = .max
    /// When the wheel looks at it next.
    var filed: UInt32 = .max

    var deadline: UInt32 { min(readDeadline, writeDeadline) }
}
