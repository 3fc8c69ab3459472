import Memory

/// A JSON document that has been scanned, laid flat in memory of its own.
///
/// One tape serves many documents, one after the other, and allocates nothing once it has grown. What reads from it
/// (`Node`, `Fields`, a decoder) must not outlive the tape.
@usableFromInline package struct Tape: ~Copyable {
    @usableFromInline let store = TextStore()

    /// A tape with an empty object on it.
    package init() { clear() }

    /// A tape with a document on it.
    package init(_ text: borrowing Span<UInt8>, limits: JSONLimits = .standard) throws(JSONError) {
        try scan(text, limits: limits)
    }

    /// Puts an empty object on the tape, for text members to join.
    package mutating func clear() {
        store.view.clear()
        store.view.append(word: Slot(.absent, at: 0, count: 0).bits)
        store.view.append(word: Slot(.object, at: 3, count: 0).bits)
        store.view.append(word: 3)
    }

    /// Scans a whole text; the tape keeps a copy of it. After an error the tape holds an empty object.
    package mutating func scan(_ text: borrowing Span<UInt8>, limits: JSONLimits = .standard) throws(JSONError) {
        begin()
        append(text)
        try finish(limits: limits)
    }
    package mutating func scan(_ text: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        try scan(text.span, limits: limits)
    }

    /// Forgets the document and takes a text in parts, by `append`, until `finish`.
    package mutating func begin() {
        store.view.clear()
        store.view.append(word: Slot(.absent, at: 0, count: 0).bits)
    }
    package mutating func append(_ part: borrowing Span<UInt8>) { store.view.append(part) }

    /// Scans what has been appended.
    package mutating func finish(limits: JSONLimits = .standard) throws(JSONError) {
        do throws(JSONError) {
            let view = store.view
            guard view.byteCount < Slot.textLimit else { throw JSONError(.tooLarge) }
            try view.read(from: 0) { (text) throws(JSONError) in
                var scanner = Scanner(limits)
                do throws(ScanFault) { try scanner.document(&text) } catch { throw text.error(error, scanner) }
            }
        } catch {
            clear()
            throw error
        }
    }

    /// Where the document is one string that holds JSON itself, as some clients send it, scans that instead.
    package mutating func unwrap(limits: JSONLimits = .standard) throws(JSONError) {
        let root = Slot(store.view[word: 1])
        guard root.kind == .string else { return }
        try scan(store.view.bytes(at: root.offset, count: root.count), limits: limits)
    }

    /// The document's outermost value, to be read by `rules`.
    @inlinable package mutating func root(_ rules: JSONRules = .standard) -> Node {
        store.view[word: 0] = Slot(.absent, at: Int(rules.rawValue), count: 0).bits
        return Node(store.view, 1)
    }

    /// Reads the document as a `Decodable` type.
    package mutating func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, rules: JSONRules = .standard
    ) throws(JSONError) -> Value {
        try root(rules).decode(type)
    }

    /// Reads the document as a type that reads its fields by hand.
    @inlinable package mutating func read<Value: JSONReadable>(
        _ type: Value.Type = Value.self, rules: JSONRules = .standard
    ) throws(JSONError) -> Value {
        try Value(root(rules))
    }
}
