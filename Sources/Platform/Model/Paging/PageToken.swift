/// The way to the next page of a list, opaque to its holder and good only for the same list and the same caller.
package struct PageToken: RuledText {
    package static let rule = TextRule(
        1...2048, of: .letters + .digits + Alphabet("-_"), allowed: "letters, digits, - and _")
    package static let sample = "bmV4dA"

    package let text: String

    package init(_ accepted: TextRule.Accepted) { text = accepted.text }
}
