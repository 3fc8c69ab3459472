import CLinux

/// Why a parked task runs again.
package enum Wake: Sendable { case ready, timedOut, draining }

/// What a task waits for. `idle` is reading that a drain may interrupt.
package enum Interest: Sendable { case read, idle, write }

/// A place in the loop's table; the generation tells a late event from a live one.
package struct SlotID: Sendable {
    let index: Int
    let generation: UInt32
    var tag: UInt64 { UInt64(generation) << 32 | UInt64(index) }
}

/// All a loop knows of one descriptor: some 80 bytes.
struct Slot {
    var generation: UInt32 = 1
    var live = false
    var readable = false
    var writable = false
    var gone = false
    var idle = false
    var reader: Waiter?
    var writer: Waiter?
    var source: (any EventLoop.Source)?
    var deadline: UInt32 = .max
    var filed: UInt32 = .max

    mutating func wake(_ wake: Wake) {
        if let waiter = reader.take() { waiter.resume(wake) }
        if let waiter = writer.take() { waiter.resume(wake) }
    }
}

/// One-second wheel. A slot is filed once and refiled lazily, so that moving a
/// deadline forward (every request does) is one store.
struct Wheel {
    static let size: UInt32 = 256
    private var buckets = [[Int]](repeating: [], count: Int(size))
    private(set) var now: UInt32
    private(set) var filed = 0
    init(now: UInt32) { self.now = now }

    mutating func file(_ index: Int, _ slot: inout Slot) {
        slot.filed = min(slot.deadline, now + Self.size - 1)
        buckets[Int(slot.filed % Self.size)].append(index)
        filed += 1
    }
    /// Advances one second; answers the entries due.
    mutating func tick() -> [Int] {
        now += 1
        let due = buckets[Int(now % Self.size)]
        buckets[Int(now % Self.size)] = []
        filed -= due.count
        return due
    }
}
