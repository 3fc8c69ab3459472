/// Rows of callers who wait for a commit, first come first served, with how much they are.
struct CommitQueue {
    /// How much may wait; who comes beyond it is refused.
    private static let mostRows = 200_000, mostBytes = 64 << 20
    /// How much one transaction takes, unless one caller brings more by himself.
    private static let rowsTogether = 20_000, bytesTogether = 8 << 20

    private var entries = FirstInFirstOut<Committer.Entry>()
    private var rows = 0
    private var bytes = 0

    var isEmpty: Bool { entries.isEmpty }
    var hasRoom: Bool { rows < Self.mostRows && bytes < Self.mostBytes }

    mutating func append(_ entry: Committer.Entry) {
        entries.append(entry)
        rows += entry.count
        bytes += entry.bytes
    }

    mutating func popFirst() -> Committer.Entry? {
        guard let entry = entries.popFirst() else { return nil }
        rows -= entry.count
        bytes -= entry.bytes
        return entry
    }

    /// The first, when its time is over.
    mutating func popFirst(dueBy now: Int) -> Committer.Entry? {
        guard let first = entries.first, first.deadline <= now else { return nil }
        return popFirst()
    }

    /// As many as one transaction takes.
    mutating func popGroup() -> [Committer.Entry] {
        var group: [Committer.Entry] = [], rows = 0, bytes = 0
        while let next = entries.first {
            rows += next.count
            bytes += next.bytes
            let fits = rows <= Self.rowsTogether && bytes <= Self.bytesTogether
            guard group.isEmpty || fits, let entry = popFirst() else { break }
            group.append(entry)
        }
        return group
    }

    /// Whether it was there.
    mutating func remove(_ entry: Committer.Entry) -> Bool {
        guard entries.removeFirst(where: { $0 === entry }) != nil else { return false }
        rows -= entry.count
        bytes -= entry.bytes
        return true
    }
}
