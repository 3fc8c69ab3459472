import Basics
import Testing

@Suite("Suggestion") struct SuggestionTests {
    private let commands = ["up", "server", "doctor", "bench", "openapi", "completion", "version"]

    @Test(arguments: [
        ("docter", "doctor"), ("dcotor", "doctor"), ("versoin", "version"), ("sever", "server"), ("opeanpi", "openapi"),
        ("compl", "completion"), ("UP", "up"), ("uo", "up"),
    ])
    func `a slip is recognized`(word: String, meant: String) {
        #expect(Suggestion.nearest(to: word, among: commands) == meant)
    }

    @Test(arguments: ["", "x", "banana", "helicopter", String(repeating: "a", count: 100_000)])
    func `another word is not guessed at`(word: String) {
        #expect(Suggestion.nearest(to: word, among: commands) == nil)
    }

    @Test func `a beginning of two says nothing`() {
        #expect(Suggestion.nearest(to: "co", among: ["config", "context"]) == nil)
    }
}
