import Memory

extension HeaderFields: Sequence {
    /// One field and the line it stands on.
    package struct Field: Sendable {
        let line: ArraySlice<UInt8>
        package let name: ArraySlice<UInt8>
        package let value: ArraySlice<UInt8>

        package func isNamed(_ other: String) -> Bool {
            name.count == other.utf8.count
                && zip(name, other.utf8).allSatisfy { $0.folded == $1.folded }
        }
    }

    package struct Iterator: IteratorProtocol {
        private let lines: [UInt8]
        private var at = 0

        init(_ lines: [UInt8]) { self.lines = lines }

        package mutating func next() -> Field? {
            guard at < lines.count, let end = lines.span.firstIndex(of: 0x0A, from: at),
                let colon = lines.span.firstIndex(of: UInt8(ascii: ":"), from: at), colon < end
            else { return nil }
            var from = colon + 1
            var to = end - 1
            while from < to, lines[from].isBlank { from += 1 }
            while to > from, lines[to - 1].isBlank { to -= 1 }
            defer { at = end + 1 }
            return Field(line: lines[at...end], name: lines[at..<colon], value: lines[from..<to])
        }
    }

    package func makeIterator() -> Iterator { Iterator(lines) }

    /// Every value under a name, in order.
    package func values(of name: String) -> [String] {
        compactMap { $0.isNamed(name) ? String(decoding: $0.value, as: UTF8.self) : nil }
    }
}

extension HeaderFields {
    /// The lines of a head that a parser has checked, with the blanks round their values put right.
    package init(received lines: [UInt8], isCanonical: Bool) {
        guard !isCanonical else { self.init(checked: lines); return }
        var kept: [UInt8] = []
        for field in HeaderFields(checked: lines) {
            kept += field.name
            kept.append(": ")
            kept += field.value
            kept.append("\r\n")
        }
        self.init(checked: kept)
    }
}
