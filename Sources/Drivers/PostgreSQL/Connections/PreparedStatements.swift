/// The statements that one connection has prepared, the least recently used of which make room for others.
struct PreparedStatements {
    final class Entry {
        /// By which the server knows it; ends in NUL.
        let name: [UInt8]
        let text: QueryText
        /// The group that it is being prepared in; nil once the server has answered.
        var pendingIn: UInt64?
        /// Known once it has answered rows.
        var shape: AnswerShape?
        fileprivate var lastUse: UInt64 = 0

        init(name: [UInt8], text: QueryText, group: UInt64) {
            self.name = name
            self.text = text
            pendingIn = group
        }
    }

    enum Use {
        case prepared(Entry)
        /// To be prepared first.
        case new(Entry)
        /// Another group is preparing it, and may fail to.
        case unsure
    }

    private let limit: Int
    private var entries: [QueryText: Entry] = [:]
    private var uses: UInt64 = 0
    private var made: UInt64 = 0
    /// What the server still has to forget.
    private(set) var surplus: [Entry] = []

    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { entries.count }

    mutating func use(_ text: QueryText, in group: UInt64) -> Use {
        uses += 1
        if let entry = entries[text] {
            if let pending = entry.pendingIn, pending != group { return .unsure }
            entry.lastUse = uses
            return .prepared(entry)
        }
        if entries.count >= limit { dropOldest() }
        made += 1
        let entry = Entry(name: Array("apus_\(made)".utf8) + [0], text: text, group: group)
        entry.lastUse = uses
        entries[text] = entry
        return .new(entry)
    }

    /// The server did not prepare it, or has forgotten it.
    mutating func forget(_ entry: Entry) {
        if entries[entry.text] === entry { entries[entry.text] = nil }
    }

    /// Every statement is prepared again when it is used next.
    mutating func forgetAll() { entries = [:] }

    mutating func takeSurplus() -> [Entry] {
        defer { surplus = [] }
        return surplus
    }

    /// One that is being prepared stays: it has been used just now.
    private mutating func dropOldest() {
        guard let oldest = entries.values.filter({ $0.pendingIn == nil }).min(by: { $0.lastUse < $1.lastUse }) else {
            return
        }
        entries[oldest.text] = nil
        surplus.append(oldest)
    }
}
