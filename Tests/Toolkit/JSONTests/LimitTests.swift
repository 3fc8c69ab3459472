import JSON
import Testing

@Suite("Limits of JSON", .timeLimit(.minutes(2))) struct LimitTests {
    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test(arguments: [1, 2, 64, 100, 256]) func `a document may be as deep as the limit, and no deeper`(limit: Int)
        throws
    {
        let limits = JSONLimits(depth: limit)
        _ = try JSONValue(json: nested(limit), limits: limits)
        #expect(throws: JSONError.self) { try JSONValue(json: nested(limit + 1), limits: limits) }
        let objects = String(repeating: "{\"a\":", count: limit) + "1" + String(repeating: "}", count: limit)
        _ = try JSONValue(json: objects, limits: limits)
        #expect(throws: JSONError.self) { try JSONValue(json: "[\(objects)]", limits: limits) }
    }

    @Test func `a document may hold as many values as the limit, and no more`() throws {
        let limits = JSONLimits(values: 10)
        _ = try JSONValue(json: "[1,2,3,4,5,6,7,8,9]", limits: limits)
        #expect(throws: JSONError(.tooManyValues, at: 19, path: "[9]")) {
            try JSONValue(json: "[1,2,3,4,5,6,7,8,9,10]", limits: limits)
        }
        let list = "[" + String(repeating: "0,", count: 99_998) + "0]"
        #expect(try [Int](json: list).count == 99_999)
        #expect(throws: JSONError.self) { try [Int](json: "[\(list)]") }
        #expect(try [[Int]](json: "[\(list)]", limits: JSONLimits(values: 200_000)).count == 1)
    }

    @Test func `an object of very many names is read in time`() throws {
        let limits = JSONLimits(values: 1_000_000)
        let members = (0..<200_000).map { "\"name_\($0)\":0" }
        let text = Array("{\(members.joined(separator: ","))}".utf8)
        var tape = Tape()
        try tape.scan(text, limits: limits)
        let twice = Array("{\(members.joined(separator: ",")),\"name_77\":1}".utf8)
        #expect(throws: JSONError(.duplicate, at: twice.count - 11, path: "name_77")) {
            try tape.scan(twice, limits: limits)
        }
    }

    @Test func `very many names of one start and one length are read in time`() throws {
        let limits = JSONLimits(values: 1_000_000)
        let start = String(repeating: "x", count: 64)
        let members = (100_000..<200_000).map { "\"\(start)\($0)\":{}" }
        var tape = Tape()
        try tape.scan(Array("{\(members.joined(separator: ","))}".utf8), limits: limits)
    }

    @Test func `hostile texts end as soon as they are wrong`() {
        for text in [
            String(repeating: "[", count: 2_000_000), String(repeating: "{\"a\":", count: 400_000),
            "[" + String(repeating: "1", count: 2_000_000), "\"" + String(repeating: "\\", count: 2_000_001),
            String(repeating: " ", count: 2_000_000), "[0." + String(repeating: "0", count: 1_000_000) + "e",
            "[1e" + String(repeating: "9", count: 1_000_000) + "]", "\"" + String(repeating: "\\u0041", count: 300_000),
        ] {
            #expect(throws: JSONError.self) { try JSONValue(json: text) }
        }
    }

    @Test func `a tape that grew serves small documents again`() throws {
        var tape = Tape()
        for _ in 0..<3 {
            try tape.scan(Array("[\(String(repeating: "\"some text\",", count: 50_000))0]".utf8))
            try tape.scan(Array("{\"a\":1}".utf8))
            #expect(try tape.decode([String: Int].self) == ["a": 1])
        }
    }
}
