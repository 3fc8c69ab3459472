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
        var isAgain = false
        while i < end {
            let (key, given) = (root.slot(i), root.slot(i &+ 1))
            let isText = given.kind == .text || given.kind == .texts
            if isText { texts &+= 1 }
            if key.count == name.count, key.kind == .string, isEqual(at: key.offset, count: key.count, to: name) {
                if isText {
                    isAgain = true
                    if given.kind == .text { addFirst(key, given, i + 1) }
                } else if clash == .keep {
                    return
                } else if clash == .replace {
                    self[word: i] = Slot(.hidden, at: key.offset, count: key.count).bits
                } else {
                    throw Node(self, i + 1).fault(.duplicate)
                }
            }
            i = given.isContainer ? given.offset : i &+ 2
        }
        guard texts < Self.textMembersLimit else { throw root.fault(.tooManyValues) }
        // Most types declare first what comes as text, so it is looked for first.
        if texts == 0 { self[word: 2] = UInt64(truncatingIfNeeded: end) }
        try append(word: text(name, isAgain ? .hidden : .string).bits)
        try append(word: text(value, .text).bits)
        self[word: 1] = Slot(.object, at: wordCount, count: root.slot.count + 1).bits
    }

    /// Makes a member that is given again the head of its list, which begins with what was given first.
    private func addFirst(_ name: Slot, _ value: Slot, _ place: Int) {
        append(word: Slot(.hidden, at: name.offset, count: name.count).bits)
        append(word: value.bits)
        self[word: place] = Slot(.texts, at: value.offset, count: value.count).bits
    }

    private func text(_ bytes: borrowing Span<UInt8>, _ kind: Slot.Kind) throws(JSONError) -> Slot {
        let offset = byteCount
        guard offset + bytes.count < Slot.textLimit else { throw JSONError(.tooLarge) }
        append(bytes)
        if !isASCII(at: offset, count: bytes.count) { try checkEncoding(from: offset) }
        return Slot(kind, at: offset, count: bytes.count)
    }

    private func checkEncoding(from offset: Int) throws(JSONError) {
        do throws(ScanFault) {
            try read(from: offset) { (text) throws(ScanFault) in try text.checkEncoding() }
        } catch {
            removeBytes(from: offset)
            throw JSONError(.encoding)
        }
    }
}

extension Node {
    /// The first text of a member that came as text.
    @usableFromInline var firstText: Int { slot.kind == .texts ? text(behind: place) : place }

    /// The next text that is given under the name of this one; the greatest place when there is none. All but a single
    /// one have names that are hidden, so that only their head is found by name.
    @usableFromInline func text(behind place: Int) -> Int {
        let name = slot(place - 1)
        let end = slot(1).offset
        var i = place + 1
        while i < end {
            let other = slot(i)
            if other.kind == .hidden, slot(i + 1).kind == .text, other.count == name.count,
                view.isEqual(at: other.offset, to: name.offset, count: name.count)
            {
                return i + 1
            }
            i = slot(behind: i + 1)
        }
        return Int(UInt32.max)
    }

    /// How many texts are given under the name of this one.
    var textCount: Int {
        var count = 0
        var i = firstText
        while i < UInt32.max {
            count += 1
            i = text(behind: i)
        }
        return count
    }
}
