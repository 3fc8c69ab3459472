import Memory

extension Node {
    /// The slot behind this object; zero where there is none.
    var end: Int {
        let slot = slot
        return slot.kind == .object ? slot.offset : 0
    }

    /// The slot of the name that is tried first: most senders keep the order. It begins again behind the last one.
    @inline(__always) private func next(_ end: Int) -> Int {
        let next = Int(truncatingIfNeeded: view[word: place &+ 1])
        return next < end ? next : place &+ 2
    }

    /// The value of this object called `name`, if it has it.
    @inline(never) func find(_ name: KeptName) -> Node? {
        let end = end
        let next = next(end)
        guard next < end else { return nil }
        let slot = slot(next)
        if slot.kind == .string, view.isEqual(at: slot.offset, count: slot.count, to: name) { return found(next) }
        return name.withBytes { search($0, end) }
    }

    /// The value of this object called `name`, if it has it, by the rules also in camel case.
    func find(_ name: String) -> Node? {
        if let value = name.withBytes({ search($0, end) }) { return value }
        return rules.contains(.camelCaseNames) ? searchCamelCase(name) : nil
    }

    @inline(never) private func search(_ name: borrowing Span<UInt8>, _ end: Int) -> Node? {
        guard end > 0 else { return nil }
        let start = next(end)
        var i = start
        repeat {
            guard i < end else {
                i = place + 2
                continue
            }
            let slot = slot(i)
            if slot.kind == .string, view.isEqual(at: slot.offset, count: slot.count, to: name) { return found(i) }
            i = self.slot(behind: i + 1)
        } while i != start
        return nil
    }

    @inline(never) func searchCamelCase(_ name: String) -> Node? {
        guard let other = name.camelCased else { return nil }
        return search(other.utf8Span.span, end)
    }

    /// Remembers where the search goes on.
    @inline(__always) private func found(_ i: Int) -> Node {
        view[word: place &+ 1] = UInt64(truncatingIfNeeded: slot(behind: i &+ 1))
        return Node(view, i &+ 1)
    }
}

extension String {
    /// `runId` for `run_id`; nil where that is the same.
    var camelCased: String? {
        guard utf8.contains(UInt8(ascii: "_")) else { return nil }
        var bytes: [UInt8] = []
        var isRaised = false
        for byte in utf8 {
            if byte == UInt8(ascii: "_") {
                isRaised = true
                continue
            }
            bytes.append(isRaised && byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte)
            isRaised = false
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
