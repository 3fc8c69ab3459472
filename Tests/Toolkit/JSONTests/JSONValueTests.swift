import JSON
import Testing

@Suite("JSON values") struct JSONValueTests {
    @Test func `a document reads into a value and is written as it was`() throws {
        let text = #"{"name":"baseline","tags":["a","b\n\u00e9",null,true],"loss":0.25,"step":-7,"empty":{},"none":[]}"#
        let value = try JSONValue(json: text)
        #expect(value["name"] == "baseline")
        #expect(value["tags"]?[1] == "b\né")
        #expect(value["loss"] == 0.25)
        #expect(value["step"] == -7)
        let written = try value.json()
        #expect(
            String(decoding: written, as: UTF8.self)
                == #"{"name":"baseline","tags":["a","b\né",null,true],"loss":0.25,"step":-7,"empty":{},"none":[]}"#)
        #expect(try JSONValue(json: written) == value)
    }

    @Test func `text for people is indented, in the order kept or sorted`() throws {
        let value: JSONValue = ["b": [1, []], "a": ["x": nil, "empty": [:]]]
        #expect(
            try value.pretty(.sorted) == """
                {
                  "a": {
                    "empty": {},
                    "x": null
                  },
                  "b": [
                    1,
                    []
                  ]
                }
                """)
        #expect(try value.pretty().hasPrefix("{\n  \"b\": ["))
    }

    @Test func `members are equal in any order`() {
        let one: JSONValue = ["a": 1, "b": 2]
        #expect(one == ["b": 2, "a": 1])
        #expect(one != ["a": 1, "b": 3])
    }
}
