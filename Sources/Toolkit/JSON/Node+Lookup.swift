import Memory

extension Node {
    /// The slot of the value called `name` in this object, which ends at `end`. The next member is tried first: most
    /// senders keep the order.
    @inline(__always) func find(_ name: String, end: Int) -> Int? {
        let start = Int(truncatingIfNeeded: view[word: place &+ 1])
        let value = name.withBytes { name in start < end && isNamed(start, name) ? found(start) : search(name, end) }
        if let value { return value }
        return rules.contains(.camelCaseNames) ? searchCamelCase(name, end) : nil
    }

    @inline(never) private func search(_ name: borrowing Span<UInt8>, _ end: Int) -> Int? {
        var i = place + 2
        while i < end {
            if isNamed(i, name) { return found(i) }
            i = slot(behind: i + 1)
        }
        return nil
    }

    @inline(never) func searchCamelCase(_ name: String, _ end: Int) -> Int? {
        guard let other = name.camelCased else { return nil }
        return search(other.utf8Span.span, end)
    }

    @inline(__always) private func isNamed(_ i: Int, _ name: borrowing Span<UInt8>) -> Bool {
        let slot = slot(i)
        return slot.kind == .string && view.isEqual(at: slot.offset, count: slot.count, to: name)
    }

    /// Remembers where the search goes on.
    @inline(__always) private func found(_ i: Int) -> Int {
        view[word: place &+ 1] = UInt64(truncatingIfNeeded: slot(behind: i &+ 1))
        return i &+ 1
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
