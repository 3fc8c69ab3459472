import Foundation
import Model
import Testing

@Suite("Rules") struct RuleTests {
    static let alphabets: [Alphabet] = [
        .digits, .letters, .printable, .digits + .letters, Alphabet("-_.:"), Alphabet("]^-\\["),
        .printable + Alphabet("\t"),
    ]

    @Test(arguments: alphabets)
    func `the pattern of an alphabet matches what the alphabet contains`(alphabet: Alphabet) throws {
        let expression = try NSRegularExpression(pattern: "^" + alphabet.pattern + "\\z")
        for scalar in (0..<0x250).compactMap(UnicodeScalar.init) {
            let text = String(scalar)
            let matches = expression.firstMatch(in: text, range: NSRange(0..<text.utf16.count)) != nil
            #expect(matches == text.utf8.allSatisfy(alphabet.contains), "U+\(String(scalar.value, radix: 16))")
        }
    }

    @Test func `lengths are counted in scalars, as JSON Schema does`() throws {
        let rule = TextRule(2...3)
        #expect(try rule.accept("e\u{301}").text == "e\u{301}")
        #expect(throws: Failure(.invalid, "expected 2 to 3 characters, found 1")) { try rule.accept("é") }
        #expect(throws: Failure(.invalid, "expected 2 to 3 characters, found 4")) { try rule.accept("abcd") }
        #expect(throws: Failure(.invalid, "expected exactly 2 characters, found 0")) { try TextRule(2...2).accept("") }
    }

    @Test func `a ruled text refuses what its rule refuses, and reads and writes as plain text`() throws {
        #expect(throws: Failure.self) { try PageToken("a b") }
        #expect(throws: Failure.self) { try PageToken("") }
        #expect(throws: (any Error).self) { try JSONDecoder().decode([PageToken].self, from: Data(#"["é"]"#.utf8)) }
        let token = try JSONDecoder().decode([PageToken].self, from: Data(#"["a-b"]"#.utf8))
        #expect(try JSONEncoder().encode(token) == Data(#"["a-b"]"#.utf8))
    }

    @Test(arguments: [0, -1, 1001, .max, .min])
    func `a ruled number refuses what is out of bounds`(number: Int) {
        #expect(throws: Failure.self) { try PageLimit(number) }
    }

    @Test func `samples obey their rules`() throws {
        #expect(try PageToken(PageToken.sample).text == PageToken.sample)
        #expect(try Revision(Revision.sample).text == Revision.sample)
    }
}
