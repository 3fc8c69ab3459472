/// The name of a type in a document: without its module, generic arguments first.
struct ComponentName {
    let text: String

    /// From the full name, such as `Model.Page<Model.Run.Status>`, which becomes `RunStatusPage`.
    init(_ full: String) {
        var stack: [(inner: String, word: String)] = []
        var inner = ""
        var word = ""
        for character in full {
            switch character {
            case "<":
                stack.append((inner, word))
                (inner, word) = ("", "")
            case ",":
                inner += Self.short(word)
                word = ""
            case ">":
                let arguments = inner + Self.short(word)
                let outer = stack.popLast() ?? ("", "")
                inner = outer.inner
                word = outer.word + "\u{0}" + arguments
            case " ": break
            default: word.append(character)
            }
        }
        text = inner + Self.short(word)
    }

    /// `Model.Run.Status` becomes `RunStatus`; what follows a mark is the name of the arguments, and goes first.
    private static func short(_ word: String) -> String {
        let halves = word.split(separator: "\u{0}", maxSplits: 1)
        guard let path = halves.first else { return "" }
        let parts = path.split(separator: ".")
        let own = parts.dropFirst(parts.count > 1 ? 1 : 0).joined()
        return (halves.count > 1 ? String(halves[1]) : "") + own
    }
}
