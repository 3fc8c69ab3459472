import JSON
import Testing

@Suite("Errors of JSON") struct ErrorTests {
    struct Body: Decodable {
        var name: String
        var tags: [Tag]
        var limit: UInt8?
        var level: Level?
        var inner: [String: [Int]]?
        struct Tag: Decodable {
            var key: Key
            var value: Double
        }
        enum Level: String, Decodable { case low, high }
        struct Key: Decodable {
            init(from decoder: any Decoder) throws {
                let text = try decoder.singleValueContainer().decode(String.self)
                if text.isEmpty { throw Refusal() }
                if text == "?" {
                    throw DecodingError.dataCorrupted(
                        .init(codingPath: decoder.codingPath, debugDescription: "at \(decoder.codingPath.count) steps"))
                }
            }
        }
        struct Refusal: Error, CustomStringConvertible { var description: String { "must not be empty" } }
    }

    @Test(arguments: [
        (#"{"tags":[]}"#, "name: is missing"),
        (#"{"name":null,"tags":[]}"#, "name: expected a string, found null"),
        (#"{"name":"a"}"#, "tags: is missing"),
        (#"{"name":"a","tags":{}}"#, "tags: expected an array, found an object"),
        (#"{"name":"a","tags":[{"key":"k","value":1},{"key":"k"}]}"#, "tags[1].value: is missing"),
        (#"{"name":"a","tags":[{"key":"k","value":"1"}]}"#, "tags[0].value: expected a number, found a string"),
        (#"{"name":"a","tags":[{"key":3,"value":1}]}"#, "tags[0].key: expected a string, found a number"),
        (#"{"name":"a","tags":[{"key":"","value":1}]}"#, "tags[0].key: must not be empty"),
        (#"{"name":"a","tags":[{"key":"?","value":1}]}"#, "tags[0].key: at 3 steps"),
        (#"{"name":"a","tags":[3]}"#, "tags[0]: expected an object, found a number"),
        (#"{"name":"a","tags":[],"limit":256}"#, "limit: out of the range of UInt8"),
        (#"{"name":"a","tags":[],"limit":-1}"#, "limit: out of the range of UInt8"),
        (#"{"name":"a","tags":[],"limit":1.5}"#, "limit: expected an integer, found a number"),
        (#"{"name":"a","tags":[],"limit":true}"#, "limit: expected an integer, found a boolean"),
        (#"{"name":"a","tags":[],"level":"mid"}"#, "level: Cannot initialize Level from invalid String value mid"),
        (#"{"name":"a","tags":[],"inner":{"x y":[1,[]]}}"#, "inner.x y[1]: expected an integer, found an array"),
        (#"{"name":"a","tags":[],"name":"b"}"#, "name: given twice"),
        (#"{"name":"a","tags":[{"a":{"b":1,"b":2}}]}"#, "tags[0].a.b: given twice"),
        (#"{"name":"a","tags":[{},{},{"a" 1}]}"#, "tags[2].a: unexpected '1'"),
        (#"{"name":"a","tags":[1,2,x]}"#, "tags[2]: unexpected 'x'"),
        (#"{"name":"\x"}"#, "name: not an escape sequence of JSON"),
        (#"{"name":"\ud800"}"#, "name: half of a surrogate pair"),
        ("{\"name\":\"\u{1}\"}", "name: a control character in a string must be escaped"),
        (#"{"name":"#, "name: the text ends too early"),
        ("", "the text ends too early"),
        ("[]", "expected an object, found an array"),
    ]) func `an error says where and what`(text: String, expected: String) {
        let error = #expect(throws: JSONError.self) { try Body(json: text) }
        #expect(error.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" } == expected)
    }

    @Test func `an error counts the bytes up to its place`() {
        for (text, offset) in [
            ("[1,2,x]", 5), ("[\"\u{e9}\",\u{1}]", 6), ("[1", 2), ("[\"\\ud800\"]", 2), ("nulx", 3), ("[01]", 2),
            ("[1]]", 3),
        ] {
            let error = #expect(throws: JSONError.self) { try JSONValue(json: text) }
            #expect(error?.offset == offset, "\(text)")
        }
    }

    @Test func `an error of writing names the path`() {
        struct Point: Encodable { var x: [Double] }
        let error = #expect(throws: JSONError.self) { try ["a": [Point(x: [0]), Point(x: [1, .nan])]].json() }
        #expect(error?.path == "a[1].x[1]")
        #expect(error?.reason == .notFinite)
        #expect(throws: JSONError.self) { try [Float.infinity].json() }
        #expect(throws: JSONError.self) { try Double.nan.json() }
    }

    @Test func `after an error of writing nothing of the value stays`() throws {
        var writer = Writer()
        writer.openArray()
        #expect(throws: JSONError.self) { try writer.encode(["a": Double.nan]) }
        try writer.encode(["a": 1.5])
        writer.closeArray()
        #expect(try writer.finish() == Array("[{\"a\":1.5}]".utf8))
    }
}
