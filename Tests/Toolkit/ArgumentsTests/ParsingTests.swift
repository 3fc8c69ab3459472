import Arguments
import Testing

@Suite("Parsing a command line") struct ParsingTests {
    /// Runs a call: what its command heard, or what else came of it.
    private func outcome(_ words: String...) async throws -> String {
        switch try house.parse(words) {
        case .run(let action, _, let globals):
            let heard = Heard()
            try await action(heard)
            return heard.last + (globals.isQuiet ? " quiet" : "") + (globals.color == .auto ? "" : " \(globals.color)")
        case .help(let path, _): return "help \(path)"
        case .incomplete(let path, _): return "incomplete \(path)"
        case .version: return "version"
        }
    }

    @Test func `what is not said keeps its default`() async throws {
        #expect(try await outcome("paint", "north") == "north [] 1 - - [] false false -")
        #expect(try await outcome("room", "sweep") == "sweep .")
    }

    @Test(arguments: [["--coats", "3"], ["--coats=3"], ["-c", "3"], ["-c3"], ["-c=3"]])
    func `a value may be said in five ways`(words: [String]) async throws {
        guard case .run(let action, let path, _) = try house.parse(["paint", "north"] + words) else {
            Issue.record("no run")
            return
        }
        let heard = Heard()
        try await action(heard)
        #expect(path == ["paint"])
        #expect(heard.last == "north [] 3 - - [] false false -")
    }

    @Test func `options stand before, between and after arguments`() async throws {
        let expected = "north [\"south\", \"east\"] 2 red - [\"a\", \"b\"] true true -"
        #expect(
            try await outcome("paint", "-of", "north", "-m", "a", "south", "--color=red", "-mb", "-c2", "east")
                == expected)
        #expect(
            try await outcome("paint", "-ofc2", "-kred", "--mix", "a", "--mix=b", "north", "south", "east") == expected)
    }

    @Test func `after two hyphens all words are arguments, and one hyphen is one`() async throws {
        #expect(
            try await outcome("paint", "-", "--", "--open", "-x") == "- [\"--open\", \"-x\"] 1 - - [] false false -")
    }

    @Test func `a value may be left out, empty, or full of equal signs`() async throws {
        #expect(try await outcome("paint", "n", "--json") == "n [] 1 - - [] false false ")
        #expect(try await outcome("paint", "n", "--json=id,name") == "n [] 1 - - [] false false id,name")
        #expect(try await outcome("paint", "--json", "n") == "n [] 1 - - [] false false ")
        #expect(try await outcome("paint", "n", "--plan=a=b") == "n [] 1 - a=b [] false false -")
        #expect(try await outcome("paint", "n", "--plan=") == "n [] 1 -  [] false false -")
        #expect(try await outcome("paint", "n", "--plan", "-") == "n [] 1 - - [] false false -")
    }

    @Test func `what goes with every command may stand anywhere`() async throws {
        #expect(try await outcome("-q", "room", "sweep") == "sweep . quiet")
        #expect(try await outcome("room", "-q", "sweep", "x") == "sweep x quiet")
        #expect(try await outcome("room", "sweep", "--quiet") == "sweep . quiet")
    }

    @Test func `help is had by option and by word`() async throws {
        #expect(try await outcome("--help") == "help []")
        #expect(try await outcome("help") == "help []")
        #expect(try await outcome("help", "room", "sweep") == "help [\"room\", \"sweep\"]")
        #expect(try await outcome("room", "-h") == "help [\"room\"]")
        #expect(try await outcome("paint", "--help") == "help [\"paint\"]")
        #expect(try await outcome("--version") == "version")
        #expect(try await outcome() == "incomplete []")
        #expect(try await outcome("room") == "incomplete [\"room\"]")
    }

    @Test(arguments: [
        (["pant"], "house: there is no command 'pant'; did you mean paint?"),
        (["dance"], "house: there is no command 'dance'"),
        (["room", "swep"], "house room: there is no command 'swep'; did you mean sweep?"),
        (["paint"], "house paint: WALL is missing: expected a wall"),
        (["room", "sweep", "a", "b"], "house room sweep: 'b' is one argument too many"),
        (["paint", "n", "--coat", "2"], "house paint: there is no option --coat; did you mean --coats?"),
        (["paint", "n", "-x"], "house paint: there is no option -x"),
        (["paint", "n", "-ox"], "house paint: there is no option -x"),
        (["paint", "n", "--coats"], "house paint: --coats needs a value: expected a number from 1 to 9"),
        (["paint", "n", "--plan", "--open"], "house paint: --plan needs a value: expected a file"),
        (["paint", "n", "-c"], "house paint: --coats needs a value: expected a number from 1 to 9"),
        (["paint", "n", "--coats", "+3"], "house paint: --coats is '+3': expected a number from 1 to 9"),
        (["paint", "n", "--coats="], "house paint: --coats is '': expected a number from 1 to 9"),
        (["paint", "n", "--color", "blue"], "house paint: --color is 'blue': expected red or green"),
        (["paint", "n", "--open=yes"], "house paint: --open takes no value, but was given 'yes'"),
        (["paint", "n", "-c1", "--coats=2"], "house paint: --coats is given twice"),
        (["--color=pink"], "house: --color is 'pink': expected auto, always or never"),
    ])
    func `a wrong call says what would be right`(words: [String], message: String) {
        let error = #expect(throws: UsageError.self) { try house.parse(words) }
        let call = message.prefix { $0 != ":" }
        #expect(error?.description == "\(message)\nSee '\(call) --help'.")
    }

    @Test func `any words are read or refused`() {
        let words = [
            "paint", "room", "sweep", "--", "-", "-c", "--coats=1", "=", "--=", "-=", "", "--json", "-oof", "é",
        ]
        for _ in 0..<5000 {
            _ = try? house.parse((0..<Int.random(in: 0..<8)).compactMap { _ in words.randomElement() })
        }
    }
}
