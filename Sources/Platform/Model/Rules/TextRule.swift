/// What a text must be to be taken: its length in Unicode scalars (as JSON Schema counts) and its characters.
package struct TextRule: Sendable, Hashable {
    /// A text that a rule has accepted; there is no other way to make one.
    package struct Accepted: Sendable, Hashable {
        package let text: String

        fileprivate init(_ text: String) { self.text = text }
    }

    package let lengths: ClosedRange<Int>
    package let alphabet: Alphabet
    /// How an error names the characters that are allowed.
    package let allowed: String

    package init(_ lengths: ClosedRange<Int>, of alphabet: Alphabet = .printable, allowed: String = "printable") {
        self.lengths = lengths
        self.alphabet = alphabet
        self.allowed = allowed
    }

    package func accept(_ text: String) throws(Failure) -> Accepted {
        let length = text.unicodeScalars.count
        guard lengths.contains(length) else {
            throw Failure(.invalid, "expected \(lengthsInWords), found \(length)")
        }
        guard text.utf8.allSatisfy(alphabet.contains) else {
            throw Failure(.invalid, "expected only \(allowed) characters")
        }
        return Accepted(text)
    }

    private var lengthsInWords: String {
        lengths.lowerBound == lengths.upperBound
            ? "exactly \(lengths.lowerBound) characters"
            : "\(lengths.lowerBound) to \(lengths.upperBound) characters"
    }
}
