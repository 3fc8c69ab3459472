import Arguments
import JSON
import Testing

@Suite("Printing") struct PrintingTests {
    private let listing = Listing(
        [.init("id", "ID"), .init("rate", "RATE", isNumber: true), .init("note", "NOTE", isWide: true)],
        rows: [
            [.init("resnet-042"), .init(7), .init("a,\"b\"\nc")],
            [.init("vit"), .init(.number(12.5), "12.5"), .init("=1+1")],
        ])

    private func text(_ change: (inout OutputOptions) -> Void = { _ in }, width: Int? = nil) throws -> String {
        var options = OutputOptions()
        change(&options)
        return try listing.text(options, width: width, style: .plain)
    }

    @Test func `a table aligns numbers to the right and leaves out what is wide`() throws {
        #expect(try text() == "ID          RATE\nresnet-042     7\nvit         12.5\n")
        #expect(try text { $0.format = .wide }.contains("resnet-042     7  a,\"b\" c\n"))
    }

    @Test func `a narrow table shortens texts in the middle, never numbers`() throws {
        #expect(try text(width: 14) == "ID        RATE\nresn…042     7\nvit       12.5\n")
        #expect(try text(width: 3) == "ID        RATE\nresn…042     7\nvit       12.5\n")
    }

    @Test func `CSV quotes what must be quoted, and no formula`() throws {
        #expect(
            try text { $0.format = .csv } == "id,rate,note\r\nresnet-042,7,\"a,\"\"b\"\"\nc\"\r\nvit,12.5,'=1+1\r\n")
    }

    @Test func `names stand alone`() throws { #expect(try text { $0.format = .name } == "resnet-042\nvit\n") }

    @Test func `JSON has all fields, or those asked for`() throws {
        #expect(
            try JSONValue(json: text { $0.json = "" }) == [
                ["id": "resnet-042", "rate": 7, "note": "a,\"b\"\nc"], ["id": "vit", "rate": 12.5, "note": "=1+1"],
            ])
        #expect(try JSONValue(json: text { $0.json = "rate" }) == [["rate": 7], ["rate": 12.5]])
        #expect(throws: UsageError.Reason.other("--json has no field 'x': expected some of id,rate,note")) {
            try text { $0.json = "id,x" }
        }
    }

    @Test func `one thing is an object, or lines`() throws {
        let record = Listing(record: [(.init("a", "first"), .init(1)), (.init("b", "second one"), .init("x"))])
        var options = OutputOptions()
        #expect(try record.text(options, width: 80, style: .plain) == "first       1\nsecond one  x\n")
        options.json = ""
        #expect(try JSONValue(json: record.text(options, width: nil, style: .plain)) == ["a": 1, "b": "x"])
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("👍", 2), ("👩‍🔬", 2), ("a\u{200B}b", 2), ("→", 1),
    ])
    func `text is as wide as a terminal shows it`(text: String, width: Int) { #expect(text.displayWidth == width) }

    @Test(arguments: [(10, "abcdefghij"), (9, "abcd…ghij"), (4, "ab…j"), (2, "a…"), (1, "…"), (0, "")])
    func `a text is shortened in its middle`(width: Int, text: String) {
        #expect("abcdefghij".shortened(to: width) == text)
    }

    @Test func `a wide text is never cut through`() {
        for width in 0...12 { #expect("日本語の説明".shortened(to: width).displayWidth <= width) }
    }

    typealias Case = (choice: Globals.ColorChoice, environment: [String: String], isTerminal: Bool, isColored: Bool)

    @Test(
        arguments: [
            (.auto, ["TERM": "xterm"], true, true), (.auto, ["TERM": "xterm"], false, false),
            (.auto, ["TERM": "dumb"], true, false), (.auto, [:], true, false),
            (.auto, ["TERM": "xterm", "NO_COLOR": "1"], true, false),
            (.auto, ["TERM": "xterm", "NO_COLOR": ""], true, true),
            (.auto, ["CLICOLOR_FORCE": "1"], false, true), (.auto, ["CLICOLOR_FORCE": "0"], false, false),
            (.auto, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false, false), (.always, ["NO_COLOR": "1"], false, true),
            (.never, ["TERM": "xterm", "CLICOLOR_FORCE": "1"], true, false),
        ] as [Case])
    func `color is used where it is wanted`(_ value: Case) {
        let style = Style(value.choice, environment: value.environment, isTerminal: value.isTerminal)
        #expect(style.isColored == value.isColored)
    }
}
