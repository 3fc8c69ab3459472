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

    @Test func `names are told apart by their bytes`() throws {
        let value = try JSONValue(json: #"{"é":1,"e\u0301":2}"#)
        #expect(value["é"] == 1 && value["e\u{301}"] == 2)
        #expect(value.object?.count == 2)
        let object = JSONObject(
            [(name: "é", value: 1), (name: "e\u{301}", value: 2), (name: "é", value: 3)] as [JSONObject.Member])
        #expect(object.count == 2 && object["é"] == 3)
    }

    @Test func `members are found, set and removed by name`() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["c"] = 3
        object["a"] = nil
        object["b"] = "x"
        #expect(object == ["b": "x", "c": 3])
        #expect(JSONValue.object(object)["b"]?.string == "x")
        #expect(JSONValue.array([1, 2.5])[1]?.number == 2.5)
        #expect(JSONValue.array([1])[1] == nil && JSONValue.null["a"] == nil)
    }

    @Test func `members are equal in any order`() {
        let one: JSONValue = ["a": 1, "b": 2]
        #expect(one == ["b": 2, "a": 1])
        #expect(one != ["a": 1, "b": 3])
    }
}
