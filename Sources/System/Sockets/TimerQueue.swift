/// Names one timer; the generation tells an old one from the one that took its place.
package struct TimerID: Sendable, Hashable {
    let place: Int
    let generation: UInt32
}

/// What is due when: a heap whose entries can also be taken out of the middle, so that a timer that is cancelled (most
/// are) leaves nothing behind. Pure: the clock is the caller's.
struct TimerQueue<Element> {
    private struct Entry {
        let deadline: Int64
        /// Equal deadlines are due in the order of their making.
        let order: UInt64
        let place: Int
        let element: Element

        func isBefore(_ other: Entry) -> Bool { (deadline, order) < (other.deadline, other.order) }
    }

    private var heap: [Entry] = []
    /// Where in the heap the entry of a place is; -1 for none.
    private var positions: [Int] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []
    private var made: UInt64 = 0

    init() {}

    var isEmpty: Bool { heap.isEmpty }
    var count: Int { heap.count }
    /// When something is due next.
    var next: Int64? { heap.first?.deadline }

    mutating func insert(_ element: Element, at deadline: Int64) -> TimerID {
        let place: Int
        if let reused = free.popLast() {
            place = reused
        } else {
            place = positions.count
            positions.append(-1)
            generations.append(0)
        }
        made += 1
        positions[place] = heap.count
        heap.append(Entry(deadline: deadline, order: made, place: place, element: element))
        rise(heap.count - 1)
        return TimerID(place: place, generation: generations[place])
    }

    /// The element, unless it was due or removed before.
    @discardableResult
    mutating func remove(_ id: TimerID) -> Element? {
        guard positions.indices.contains(id.place), generations[id.place] == id.generation, positions[id.place] >= 0
        else { return nil }
        return take(at: positions[id.place])
    }

    /// The next element that is due by now.
    mutating func popDue(by now: Int64) -> Element? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        return take(at: 0)
    }

    private mutating func take(at position: Int) -> Element {
        let entry = heap[position]
        let last = heap.count - 1
        if position != last {
            heap.swapAt(position, last)
            positions[heap[position].place] = position
        }
        heap.removeLast()
        if position < heap.count {
            sink(position)
            rise(position)
        }
        positions[entry.place] = -1
        generations[entry.place] &+= 1
        free.append(entry.place)
        return entry.element
    }

    private mutating func rise(_ start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard heap[position].isBefore(heap[parent]) else { return }
            exchange(position, parent)
            position = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var position = start
        while true {
            var least = position
            for child in [2 * position + 1, 2 * position + 2] where child < heap.count {
                if heap[child].isBefore(heap[least]) { least = child }
            }
            if least == position { return }
            exchange(position, least)
            position = least
        }
    }

    private mutating func exchange(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        positions[heap[a].place] = a
        positions[heap[b].place] = b
    }
}
