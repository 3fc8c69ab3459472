/// What the properties of a type mean, by their names on the wire.
package struct Notes: Sendable, ExpressibleByDictionaryLiteral {
    private let texts: [String: String]

    package init(dictionaryLiteral elements: (String, String)...) {
        texts = Dictionary(elements) { first, _ in first }
    }

    package var names: [String] { texts.keys.sorted() }

    package subscript(name: String) -> String? { texts[name] }
}

/// A type whose properties say what they mean.
package protocol Annotated {
    static var notes: Notes { get }
}
