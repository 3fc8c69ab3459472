/// Time-outs by the second. A slot is filed once and filed again lazily, so that moving a deadline forward, which every
/// request does, is one store. Nothing is early; everything is less than two seconds late.
struct Wheel {
    static let size: UInt32 = 256

    private var buckets = [[Int]](repeating: [], count: Int(size))
    /// Seconds since the machine started.
    private(set) var now: UInt32
    private(set) var filed = 0

    init(now: UInt32) { self.now = now }

    /// The second in which something that may take so long is too late.
    func deadline(in seconds: Int) -> UInt32 {
        // The current second is partly over, hence one more.
        now &+ 1 &+ UInt32(truncatingIfNeeded: min(max(0, seconds), 1 << 30))
    }

    mutating func file(_ index: Int, _ slot: inout Slot) {
        slot.filed = min(max(slot.deadline, now + 1), now + Self.size - 1)
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

    /// With nothing filed, time passes at once.
    mutating func skip(to second: UInt32) { if filed == 0 { now = max(now, second) } }
}
