/// How long things took: counts by size, each size within 1/64 of the next, so that any number takes the same room.
struct LatencyRecord: Sendable, Equatable {
    private static let steps = 64
    /// By microseconds: one by one up to `steps`, then `steps` for each doubling.
    private var counts = [Int](repeating: 0, count: steps * 40)
    private(set) var count = 0
    private var longest = Duration.zero

    mutating func add(_ duration: Duration) {
        let microseconds = max(
            0, duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000)
        counts[min(Self.place(of: Int(microseconds)), counts.count - 1)] += 1
        count += 1
        longest = max(longest, duration)
    }

    mutating func add(_ other: LatencyRecord) {
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
        longest = max(longest, other.longest)
    }

    /// What `part` of all did not exceed; nothing took longer than the one that stands for 1.
    func quantile(_ part: Double) -> Duration {
        guard count > 0, part < 1 else { return longest }
        let wanted = max(1, Int((Double(count) * part).rounded(.up)))
        var seen = 0
        for index in counts.indices {
            seen += counts[index]
            if seen >= wanted { return min(longest, .microseconds(Self.upperEnd(of: index))) }
        }
        return longest
    }

    private static func place(of microseconds: Int) -> Int {
        guard microseconds >= steps else { return microseconds }
        // The doubling that it lies in, and the place within.
        let doubling = Int.bitWidth - 1 - microseconds.leadingZeroBitCount - 6
        return steps * doubling + (microseconds >> doubling)
    }

    private static func upperEnd(of place: Int) -> Int {
        guard place >= steps * 2 else { return place }
        let doubling = place / steps - 1
        return ((place - steps * doubling + 1) << doubling) - 1
    }
}
