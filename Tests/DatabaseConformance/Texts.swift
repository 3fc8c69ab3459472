import Database
import Testing

extension DatabaseConformance {
    static let texts: [Sentence] =
        [
            back("the empty text", ""), back("quotes and backslashes", #"'"`\\; -- $1 ?1 %s"#),
            back("line ends", "a\r\nb\n\tc"), back("Arabic, written from right to left", "السلام عليكم"),
            back("flags, families and skin tones", "🇯🇵👩‍👩‍👧🏿"), back("a combining accent, as it was written", "e\u{301}"),
            back("the last character of Unicode", "\u{10FFFF}"), back("a byte order mark", "\u{FEFF}x"),
            back("a million characters", String(repeating: "ä", count: 1_000_000)),
            Things.sentence("every character of Unicode comes back") { database async throws in
                for start in stride(from: UInt32(1), through: 0x10FFFF, by: 0x8000) {
                    let scalars = (start..<start + 0x8000).compactMap(Unicode.Scalar.init)
                    let text = String(String.UnicodeScalarView(scalars))
                    let answer = try await database.read("SELECT \(text)").column(String.self)
                    #expect(answer == [text] && Array(answer[0].unicodeScalars) == scalars)
                }
            },
            Things.sentence("texts that look alike are two") { database async throws in
                try await database.transaction([
                    "INSERT INTO things (id, name) VALUES (1, \("é"))",
                    "INSERT INTO things (id, name) VALUES (2, \("e\u{301}"))",
                ])
                #expect(try await Things.ids(database) == [1, 2])
            },
            Things.sentence("a text with a NUL is refused by its place, before anything is done") {
                database async throws in
                let error = await expect(.invalid) {
                    try await database.transaction([
                        "INSERT INTO things (id) VALUES (1)",
                        "INSERT INTO things (id, name) VALUES (\(2), \("a\u{0}b"))",
                    ])
                }
                #expect(error?.message.contains("2") == true)
                #expect(try await Things.ids(database) == [])
            },
            Things.sentence("what looks like SQL in a value is a value") { database async throws in
                let name = "x'); DROP TABLE things; --"
                try await database.transaction(["INSERT INTO things (id, name) VALUES (1, \(name))"])
                #expect(try await database.read("SELECT id FROM things WHERE name = \(name)").column(Int.self) == [1])
            },
        ]

    private static func back(_ what: String, _ text: String) -> Sentence {
        Things.sentence("\(what) comes back") { database async throws in
            try await database.transaction(["INSERT INTO words (word) VALUES (\(text))"])
            let answer = try await database.read("SELECT word FROM words").column(String.self)
            #expect(answer.first.map { Array($0.utf8) == Array(text.utf8) } == true)
        }
    }
}
