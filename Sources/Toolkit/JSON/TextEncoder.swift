import Memory

/// Writes an `Encodable` value as it is asked, without a tree in between.
///
/// The words of the text are the encoder's state: the first holds the rules and a running number, each further one an
/// open container: its closing byte, and its number above that.
struct TextEncoder: Encoder {
    let view: TextView
    /// How many containers were open when the encoder was handed out.
    let depth: UInt32

    var codingPath: [any CodingKey] { view.stepsOfEnd(from: 0).map(PathKey.init) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(begin view: TextView, rules: JSONRules) {
        self.view = view
        depth = 1
        view.append(word: UInt64(rules.rawValue))
    }
    init(_ view: TextView, _ depth: Int) {
        self.view = view
        self.depth = UInt32(truncatingIfNeeded: depth)
    }

    static func end(_ view: TextView) throws(JSONError) {
        view.close(to: 1)
        guard view.removeLastWord() & TextView.refusedBit == 0 else { throw OpenContainer.closed }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let open = view.container("{", "}", in: Int(depth))
        guard let keys = view.keys(Key.self, .writing, place: open.depth, number: open.number) else {
            return KeyedEncodingContainer(ObjectWriter<Key>(open, nil))
        }
        return keys.container { first(open, $0) }
    }
    /// Makes the container that is kept.
    @inline(never) private func first<Key: CodingKey>(_ open: OpenContainer, _ keys: KeptKeys)
        -> KeyedEncodingContainer<Key>
    {
        let container = KeyedEncodingContainer(ObjectWriter<Key>(open, keys))
        return keys.keep(container) ? container : KeyedEncodingContainer(ObjectWriter<Key>(open, nil))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        ArrayWriter(container: view.container("[", "]", in: Int(depth)))
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    @inline(__always) func write<Value: Encodable>(_ value: Value) throws {
        if Value.self == String.self { return view.append(string: sameType(value, as: String.self)) }
        if Value.self == Double.self { return try view.encode(sameType(value, as: Double.self)) }
        let (count, depth) = (view.byteCount, view.wordCount)
        try value.encode(to: TextEncoder(view, depth))
        view.close(to: depth)
        // A type that encodes nothing is an empty object, as it is for other encoders.
        if view.byteCount == count { view.append("{}") }
    }
}

/// An open object or array: the text, how many containers are open with it, and its number.
struct OpenContainer {
    let view: TextView
    let depth: UInt32
    let number: UInt32

    /// Closes what was opened in the container meanwhile. The text goes forward only, so a container that has been
    /// closed by a later one cannot be written to any more.
    @inline(__always) func resume() throws(JSONError) {
        let depth = Int(depth)
        guard view.wordCount >= depth, view[word: depth &- 1] &>> 32 == UInt64(number) else {
            throw Self.closed
        }
        view.close(to: depth)
    }

    /// Writes the name of a member.
    @inline(never) func write(_ name: KeptName) throws(JSONError) {
        try resume()
        view.append(name: name, separated: view.lastByte != UInt8(ascii: "{"))
    }

    static var closed: JSONError { JSONError(.refused("a container was written to after the next one was begun")) }
}

extension TextView {
    /// Set in the first word when a container was asked for out of order, which cannot be thrown at once.
    static var refusedBit: UInt64 { 0x80 }

    func refused() -> TextEncoder {
        self[word: 0] |= Self.refusedBit
        return TextEncoder(self, Int(UInt32.max))
    }

    /// Closes containers until so many words are left.
    @inline(__always) func close(to depth: Int) {
        while wordCount > depth { append(UInt8(truncatingIfNeeded: removeLastWord())) }
    }

    /// Opens a container, or goes on with the one that is open there: a class and its superclass, or a value that is
    /// flattened into another, write into one object.
    func container(_ opening: Unicode.Scalar, _ closing: Unicode.Scalar, in depth: Int) -> OpenContainer {
        guard wordCount >= depth else { return OpenContainer(view: self, depth: .max, number: 0) }
        let closing = UInt64(closing.value)
        if wordCount > depth, self[word: depth] & 0xFF == closing {
            let number = self[word: depth] &>> 32
            return OpenContainer(view: self, depth: UInt32(depth + 1), number: UInt32(truncatingIfNeeded: number))
        }
        let number = (self[word: 0] &>> 8) &+ 1
        self[word: 0] = number &<< 8 | self[word: 0] & 0xFF
        append(UInt8(ascii: opening))
        append(word: (number & 0xFFFF_FFFF) &<< 32 | closing)
        return OpenContainer(
            view: self, depth: UInt32(truncatingIfNeeded: wordCount), number: UInt32(truncatingIfNeeded: number))
    }

    func encode(_ value: Double) throws(JSONError) {
        if append(number: value) { return }
        guard JSONRules(rawValue: UInt8(truncatingIfNeeded: self[word: 0])).contains(.notFiniteInStrings) else {
            throw JSONError(.notFinite)
        }
        append(notFinite: value)
    }

    func encode(_ value: Float) throws(JSONError) {
        guard value.isFinite else { return try encode(Double(value)) }
        append(value.description.utf8Span.span)
    }

    func encode<Value: FixedWidthInteger>(_ value: Value) {
        if let narrow = Int64(exactly: value) {
            append(decimal: narrow)
        } else {
            append(value.description.utf8Span.span)
        }
    }
}
