/// A small type round a text that obeys a rule: its `init` refuses others, and its schema states the same rule.
package protocol RuledText: Codable, Sendable, Hashable, CustomStringConvertible {
    static var rule: TextRule { get }
    /// A text that obeys the rule, for documents and tests.
    static var sample: String { get }

    var text: String { get }
    init(_ accepted: TextRule.Accepted)
}

extension RuledText {
    /// Refuses, as `invalid`, a text that breaks the rule.
    package init(_ text: String) throws(Failure) {
        self.init(try Self.rule.accept(text))
    }

    package init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
}
