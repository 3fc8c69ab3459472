import Arguments
import Testing

@Suite("Completion") struct CompletionTests {
    private func lines(_ words: String...) -> [String] { house.candidates(for: words).map(\.line) }

    @Test func `commands come with what they do`() {
        #expect(lines("") == ["paint\tPaint a wall.", "room\tLook after rooms."])
        #expect(lines("r") == ["room\tLook after rooms."])
        #expect(lines("room", "") == ["sweep\tSweep the floor."])
        #expect(lines("help", "ro") == ["room\tLook after rooms."])
        #expect(lines("-q", "--color", "never", "p") == ["paint\tPaint a wall."])
    }

    @Test func `options that were said are not offered again, unless they repeat`() {
        #expect(lines("paint", "--co") == ["--coats\tHow many coats.", "--color\tWhich color."])
        #expect(lines("paint", "-c2", "--co") == ["--color\tWhich color."])
        #expect(lines("paint", "--mix", "x", "--mi") == ["--mix\tWhat to mix in."])
        #expect(lines("paint", "--", "--co").isEmpty)
    }

    @Test func `values are those that fit`() {
        #expect(lines("paint", "--color", "") == ["red", "green"])
        #expect(lines("paint", "--color=g") == ["--color=green"])
        #expect(lines("paint", "-k", "r") == ["red"])
        #expect(lines("paint", "--plan", "x") == [":files"])
        #expect(lines("paint", "--coats", "").isEmpty)
        #expect(lines("room", "sweep", "") == [":folders"])
        #expect(lines("paint", "--nonsense=") == [])
    }
}
