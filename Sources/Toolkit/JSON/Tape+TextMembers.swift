import Memory

/// Members that come as plain text beside a document: the parameters of a path and of a query.
extension Tape {
    /// What happens to a text member whose name the document has as well.
    package enum Clash: Sendable { case refuse, replace, keep }

    /// Adds a member to the object on the tape. It reads as a string, an integer, a number or a boolean, and, also
    /// where the same name is added again, as an array of these.
    ///
    /// Refused where the document is no object, where the text is not UTF-8, and by `clash`.
    package mutating func add(
        _ name: borrowing Span<UInt8>, _ value: borrowing Span<UInt8>, clash: Clash = .refuse
    ) throws(JSONError) {
        let root = Node(store.view, 1)
        guard root.slot.kind == .object else { throw root.mismatch("an object") }
        try store.view.addText(name, value, clash, root)
    }

    package mutating func add(_ name: String, _ value: String, clash: Clash = .refuse) throws(JSONError) {
        try add(name.utf8Span.span, value.utf8Span.span, clash: clash)
    }
}

extension TextView {
    /// The most text members that are looked through for each further one.
    static var textMembersLimit: Int { 1_000 }

    fileprivate func addText(
        _ name: borrowing Span<UInt8>, _ value: borrowing Span<UInt8>, _ clash: Tape.Clash, _ root: Node
    ) throws(JSONError) {
        let end = root.slot.offset
        var i = 3
        var texts = 0
        while i < end {
            let (key, given) = (root.slot(i), root.slot(i + 1))
            let isText = given.kind == .text || given.kind == .texts
            if isText { texts += 1 }
            if key.kind == .string, isEqual(at: key.offset, count: key.count, to: name) {
                if isText {
                    self[word: i + 1] = Slot(.texts, at: given.offset, count: given.count).bits
                } else if clash == .keep {
                    return
                } else if clash == .replace {
                    self[word: i] = Slot(.hidden, at: key.offset, count: key.count).bits
                } else {
                    throw Node(self, i + 1).fault(.duplicate)
                }
            }
            i = root.slot(behind: i + 1)
        }
        guard texts < Self.textMembersLimit else { throw root.fault(.tooManyValues) }
        try append(word: text(name, .string).bits)
        try append(word: text(value, .text).bits)
        self[word: 1] = Slot(.object, at: wordCount, count: root.slot.count + 1).bits
    }

    private func text(_ bytes: borrowing Span<UInt8>, _ kind: Slot.Kind) throws(JSONError) -> Slot {
        let offset = byteCount
        guard offset + bytes.count < Slot.textLimit else { throw JSONError(.tooLarge) }
        append(bytes)
        do throws(JSONError) {
            try read(from: offset) { (text) throws(JSONError) in
                do throws(ScanFault) { try text.checkEncoding() } catch { throw JSONError(.encoding) }
            }
        } catch {
            removeBytes(from: offset)
            throw error
        }
        return Slot(kind, at: offset, count: byteCount - offset)
    }
}

extension Node {
    /// The next text member of the same name; the greatest place when there is none.
    func text(behind place: Int) -> Int {
        guard slot(place).kind == .texts else { return Int(UInt32.max) }
        let name = slot(place - 1)
        let end = slot(1).offset
        var i = place + 1
        while i < end {
            let other = slot(i)
            if other.kind == .string, other.count == name.count,
                view.isEqual(at: other.offset, to: name.offset, count: name.count)
            {
                return i + 1
            }
            i = slot(behind: i + 1)
        }
        return Int(UInt32.max)
    }

    /// How many text members have the name of this one.
    var textCount: Int {
        var count = 0
        var i = place
        while i < UInt32.max {
            count += 1
            i = text(behind: i)
        }
        return count
    }
}
