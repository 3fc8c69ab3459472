import Memory

extension Node {
    /// The first name in this object that is not among `names`; nil when all are, or when this is no object.
    package func member(notIn names: [String]) -> String? {
        guard slot.kind == .object else { return nil }
        let end = slot.offset
        var i = place + 2
        // Most senders keep the order: the name behind the last one found is tried first.
        var expected = 0
        while i < end {
            let name = slot(i)
            if name.kind == .string {
                guard let found = position(of: name, in: names, from: expected) else {
                    return view.string(at: name.offset, count: name.count)
                }
                expected = found + 1
            }
            i = slot(behind: i + 1)
        }
        return nil
    }

    private func position(of name: Slot, in names: [String], from start: Int) -> Int? {
        for step in names.indices {
            let place = start + step
            let index = place < names.count ? place : place - names.count
            if index < names.count,
                view.isEqual(at: name.offset, count: name.count, to: names[index].utf8Span.span)
            {
                return index
            }
        }
        return nil
    }
}
