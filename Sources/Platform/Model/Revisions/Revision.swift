/// Which state of a thing one means: changed by every change, compared and nothing else.
package struct Revision: RuledText {
    package static let rule = TextRule(
        1...128, of: .letters + .digits + Alphabet("-_.:"), allowed: "letters, digits, -, _, . and :")
    package static let sample = "7"

    package let text: String

    package init(_ accepted: TextRule.Accepted) { text = accepted.text }

    /// The revision of a thing whose changes are counted.
    package init(number: Int) { text = String(number) }
}

/// A thing that says in which state it is.
package protocol Revisioned {
    var revision: Revision { get }
}
