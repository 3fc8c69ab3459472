import Memory

/// Names that the members of an object may have.
package struct MemberNames: Sendable {
    package let names: [String]
    private let known: [KnownName]

    package init(_ names: [String]) {
        self.names = names
        known = names.map(KnownName.init)
    }

    /// The first name in an object that is not one of these; nil when all are, or when it is no object.
    package func unknown(in object: Node) -> String? {
        let end = object.end
        // Most senders keep the order: the name behind the last one found is tried first.
        var next = 0
        var i = object.place &+ 2
        while i < end {
            let name = object.slot(i)
            if name.kind == .string {
                guard let found = place(of: name, in: object.view, from: next) else {
                    return object.view.string(at: name.offset, count: name.count)
                }
                next = found &+ 1
            }
            i = object.slot(behind: i &+ 1)
        }
        return nil
    }

    @inline(__always) private func place(of name: Slot, in text: TextView, from start: Int) -> Int? {
        guard !known.isEmpty else { return nil }
        let start = start < known.count ? start : 0
        var place = start
        repeat {
            if text.isEqual(at: name.offset, count: name.count, to: known[place]) { return place }
            place = place &+ 1 < known.count ? place &+ 1 : 0
        } while place != start
        return nil
    }
}
