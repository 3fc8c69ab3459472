import Memory

/// Which node of a route tree a literal segment leads to: one table for all nodes, so that a step costs the same
/// however many ways there are.
struct LiteralTable: Sendable {
    private struct Slot: Sendable {
        /// What with the length tells nearly all segments apart.
        var key: UInt64 = 0
        var parent: Int32 = 0
        /// Zero in a free slot, for nothing leads to the root.
        var child: Int32 = 0
        /// The whole segment, among `texts`.
        var text = Extent()
    }

    /// Open addressing; never more than half of them are taken.
    private var slots = [Slot](repeating: Slot(), count: 16)
    private var texts: [UInt8] = []
    private var count = 0

    mutating func insert(_ child: Int, from parent: Int, _ segment: [UInt8], key: UInt64) {
        if count * 2 >= slots.count { grow() }
        let start = texts.count
        texts += segment
        put(Slot(key: key, parent: Int32(parent), child: Int32(child), text: Extent(start..<texts.count)))
        count += 1
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.child != 0 { put(slot) }
    }

    private mutating func put(_ slot: Slot) {
        var place = place(slot.key, slot.parent, slot.text.count)
        while slots[place].child != 0 { place = (place + 1) & (slots.count - 1) }
        slots[place] = slot
    }

    @inline(__always) private func place(_ key: UInt64, _ parent: Int32, _ length: UInt32) -> Int {
        let mixed = (key ^ UInt64(UInt32(bitPattern: parent)) << 32 ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & (slots.count &- 1)
    }

    /// The node that a segment of `path`, with the key of that part, leads to from `parent`.
    @inline(__always)
    func child(of parent: Int, _ path: Span<UInt8>, _ segment: Range<Int>, key: UInt64) -> Int? {
        let slots = slots.span
        let length = UInt32(truncatingIfNeeded: segment.count)
        let parent = Int32(truncatingIfNeeded: parent)
        var place = place(key, parent, length)
        while slots[place].child != 0 {
            let slot = slots[place]
            if slot.key == key, slot.parent == parent, slot.text.count == length,
                length <= 8 || texts.span.extracting(slot.text.range).isEqual(to: path.extracting(segment))
            {
                return Int(slot.child)
            }
            place = (place &+ 1) & (slots.count &- 1)
        }
        return nil
    }
}
