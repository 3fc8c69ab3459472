import Database

/// The text of statements, and what follows from it: worked out once for all that share it.
///
/// It is what is prepared: the same text with other types is another statement to the server.
final class QueryText: Sendable {
    /// Ends in NUL.
    let bytes: [UInt8]
    let types: [UInt32]
    let verb: Verb
    /// What is seldom run twice is not prepared.
    let isWorthPreparing: Bool
    private let hash: Int

    init(_ text: [UInt8], types: [UInt32] = [], _ verb: Verb, isPrepared: Bool) {
        bytes = text + [0]
        self.types = types
        self.verb = verb
        isWorthPreparing = isPrepared
        var hasher = Hasher()
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        hasher.combine(types)
        hash = hasher.finalize()
    }
}

extension QueryText: Hashable {
    static func == (a: QueryText, b: QueryText) -> Bool {
        a === b || a.hash == b.hash && a.bytes == b.bytes && a.types == b.types
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// The texts of the statements that were run on one loop, by their shapes.
///
/// `@unchecked`: it is touched on its loop's thread alone.
final class QueryTexts: @unchecked Sendable {
    private struct Known {
        var shapes = StatementShapes()
        var texts = [QueryText?](repeating: nil, count: StatementShapes.places)
    }

    private let known = Unguarded(Known())

    func text(of statement: Statement) -> QueryText {
        let (place, isKnown) = known.value.shapes.place(of: statement)
        if isKnown, let text = known.value.texts[place] { return text }
        let text = QueryText(statement)
        known.value.texts[place] = text
        return text
    }
}

extension QueryText {
    convenience init(_ statement: Statement) {
        let rendered = RenderedStatement(statement, for: .postgresql)
        let verb = Verb(rendered.text)
        self.init(
            rendered.text, types: rendered.values.map(TypeNumber.parameter), verb, isPrepared: verb != .other)
    }
}
