import JSON
import Testing

@Suite("Text members") struct TextMemberTests {
    struct Query: Decodable, Equatable {
        var name: String
        var limit: Int
        var ratio: Double
        var deep: Bool
        var tags: [String]?
        var numbers: [Int]?
        var since: Int64?
    }

    private func tape(_ body: String?, _ members: [(String, String)], _ clash: Tape.Clash = .refuse) throws -> Query {
        var tape = Tape()
        if let body { try tape.scan(Array(body.utf8)) }
        for (name, value) in members { try tape.add(name, value, clash: clash) }
        return try tape.decode(Query.self)
    }

    @Test func `text reads as a string, an integer, a number and a boolean`() throws {
        let query = try tape(nil, [("name", "a b"), ("limit", "-20"), ("ratio", "2.5e-1"), ("deep", "true")])
        #expect(query == Query(name: "a b", limit: -20, ratio: 0.25, deep: true))
    }

    @Test func `a name that is given again is an array, in order`() throws {
        let members = [
            ("tags", "a"), ("name", "n"), ("tags", "b"), ("limit", "1"), ("ratio", "1"), ("deep", "false"),
            ("numbers", "7"),
            ("tags", ""),
        ]
        let query = try tape(nil, members)
        #expect(query.tags == ["a", "b", ""])
        #expect(query.numbers == [7])
        #expect(throws: JSONError.self) { try tape(nil, members + [("limit", "2")]) }
    }

    @Test func `members join a body`() throws {
        let query = try tape(#"{"name":"n","ratio":1,"tags":["x"]}"#, [("limit", "5"), ("deep", "true")])
        #expect(query == Query(name: "n", limit: 5, ratio: 1, deep: true, tags: ["x"]))
    }

    @Test func `a member that the body has as well is refused, wins or yields`() throws {
        let body = #"{"name":"body","limit":1,"ratio":1,"deep":true}"#
        let error = #expect(throws: JSONError.self) { try tape(body, [("name", "path")]) }
        #expect(error?.path == "name")
        #expect(error?.reason == .duplicate)
        #expect(try tape(body, [("name", "path")], .replace).name == "path")
        #expect(try tape(body, [("name", "path")], .keep).name == "body")
    }

    @Test(arguments: [
        ("limit", "+5"), ("limit", "007"), ("limit", "5 "), ("limit", " 5"), ("limit", ""), ("limit", "5.5"),
        ("limit", "0x10"),
        ("limit", "9223372036854775808"), ("limit", "١"), ("limit", "-"), ("limit", "1_0"), ("ratio", "NaN"),
        ("ratio", "inf"), ("ratio", ".5"), ("ratio", "5."),
        ("ratio", "1e999"), ("ratio", "0x1p3"), ("ratio", ""), ("deep", "True"), ("deep", "1"), ("deep", "yes"),
        ("deep", ""),
    ]) func `text that is not of the type is refused, with its name`(name: String, text: String) {
        var members = ["name": "n", "limit": "1", "ratio": "1", "deep": "true"]
        members[name] = text
        let error = #expect(throws: JSONError.self) { try tape(nil, members.map { ($0.key, $0.value) }) }
        #expect(error?.path == name)
    }

    @Test func `text that is not UTF-8 is refused`() {
        var tape = Tape()
        let (name, wrong) = (Array("name".utf8), [0xFF as UInt8])
        #expect(throws: JSONError(.encoding)) { try tape.add(name.span, wrong.span) }
        #expect(throws: JSONError(.encoding)) { try tape.add(wrong.span, name.span) }
        #expect((try? tape.decode([String: String].self)) == [:])
    }

    @Test func `only an object takes members`() throws {
        var tape = Tape()
        try tape.scan(Array("[1]".utf8))
        #expect(throws: JSONError.self) { try tape.add("a", "1") }
    }

    @Test func `members are bounded`() throws {
        var tape = Tape()
        for i in 0..<1_000 { try tape.add("n\(i)", "") }
        #expect(throws: JSONError.self) { try tape.add("one more", "") }
    }

    @Test func `values of any kind show the members`() throws {
        var tape = Tape()
        try tape.scan(Array(#"{"a":1,"b":2}"#.utf8))
        try tape.add("b", "two", clash: .replace)
        try tape.add("c", "x")
        try tape.add("c", "y")
        #expect(try tape.read(JSONValue.self) == ["a": 1, "b": "two", "c": ["x", "y"]])
    }
}
