import JSON
import Testing

@Suite("Reading and writing by hand") struct HandTests {
    struct Metric: JSONRecord, JSONWritable, Equatable {
        var key: String
        var value: Double
        var step: Int?
        var flags: [Bool] = []

        init(from fields: inout Fields) throws(JSONError) {
            key = try fields["key"]
            value = try fields["value"]
            step = try fields["step"]
            flags = try fields["flags"]
        }
        func write(to writer: inout Writer) {
            writer.openObject()
            writer.member("key", key)
            writer.member("value", value)
            writer.member("step", ifPresent: step)
            writer.member("flags", flags)
            writer.closeObject()
        }
    }

    private func read(_ text: String, _ rules: JSONRules = .standard) throws(JSONError) -> [Metric] {
        var tape = Tape()
        try tape.scan(Array(text.utf8))
        return try tape.read([Metric].self, rules: rules)
    }

    @Test func `fields are read in any order, and others are passed over`() throws {
        for text in [
            #"[{"key":"a","value":1.5,"step":3,"flags":[true,false]}]"#,
            #"[{"flags":[true,false],"step":3,"x":{"key":[1]},"value":1.5,"key":"a"}]"#,
            #"[{"value":1.5,"k\u0065y":"a","flags":[true,false],"step":3}]"#,
        ] {
            let metric = try #require(try read(text).first)
            #expect(metric.key == "a" && metric.value == 1.5 && metric.step == 3 && metric.flags == [true, false])
        }
        #expect(try read(#"[{"key":"a","value":1,"flags":[]}]"#).first?.step == nil)
        #expect(try read(#"[{"key":"a","value":1,"flags":[],"step":null}]"#).first?.step == nil)
    }

    @Test func `a field that is missing or of another type is refused by its path`() {
        for (text, path) in [
            (#"[{"key":"a","value":1,"flags":[]},{"key":"b","flags":[]}]"#, "[1].value"),
            (#"[{"key":"a","value":1,"flags":[1]}]"#, "[0].flags[0]"),
            (#"[{"key":1}]"#, "[0].key"), ("{}", ""), ("[[]]", "[0]"),
        ] {
            let error = #expect(throws: JSONError.self) { try read(text) }
            #expect(error?.path == path)
        }
    }

    @Test func `what is written by hand reads back`() throws {
        let metrics = try read(
            #"[{"key":"a\"\n","value":0.1,"flags":[true]},{"key":"","value":-2,"step":7,"flags":[]}]"#)
        var writer = Writer()
        metrics.write(to: &writer)
        let text = String(decoding: try writer.finish(), as: UTF8.self)
        #expect(text == #"[{"key":"a\"\n","value":0.1,"flags":[true]},{"key":"","value":-2.0,"step":7,"flags":[]}]"#)
        #expect(try read(text) == metrics)
        writer.clear()
        #expect(writer.count == 0)
    }

    @Test func `every character that must be escaped is, at every place`() throws {
        for code in 0..<0x80 {
            for length in [0, 1, 7, 8, 9, 20] {
                let filler = String(repeating: "é", count: length)
                let text = "\(filler)\(Unicode.Scalar(UInt8(code)))\(filler)"
                #expect(try String(json: try text.json()) == text)
                #expect(try [String: Int](json: try [text: 1].json()) == [text: 1])
            }
        }
    }

    @Test func `what is not finite is refused, or a string by the rules`() throws {
        var writer = Writer()
        [1, Double.nan].write(to: &writer)
        #expect(throws: JSONError.self) { try writer.finish() }
        var lenient = Writer(.protobuf)
        [Double.nan, .infinity, -.infinity].write(to: &lenient)
        #expect(try lenient.finish() == Array(#"["NaN","Infinity","-Infinity"]"#.utf8))
        #expect(try [Double.nan, .infinity].json(rules: .protobuf) == Array(#"["NaN","Infinity"]"#.utf8))
    }
}

@Suite("Rules of Protocol Buffers") struct RulesTests {
    struct LogMetric: Codable, Equatable {
        var runID: String
        var key: String
        var value: Double
        var timestamp: Int64
        var step: Int64
        var tags: [String]
        var inner: Inner
        struct Inner: Codable, Equatable { var isOn: Bool }
        enum CodingKeys: String, CodingKey { case runID = "run_id", key, value, timestamp, step, tags, inner }
    }

    @Test func `integers come as numbers or strings and leave as numbers`() throws {
        let text = #"{"run_id":"r","key":"k","value":1,"timestamp":"1700000000000","step":"-3"}"#
        let metric = try LogMetric(json: text, rules: .protobuf)
        #expect(metric.timestamp == 1_700_000_000_000 && metric.step == -3)
        #expect(
            String(decoding: try metric.json(rules: .protobuf), as: UTF8.self).contains(#""timestamp":1700000000000"#))
        #expect(throws: JSONError.self) { try Int(json: #""5""#) }
        for wrong in [#""5x""#, #""""#, #""+5""#, #"" 5""#, #""05""#, #""9223372036854775808""#] {
            #expect(throws: JSONError.self) { try Int(json: wrong, rules: .protobuf) }
        }
        #expect(try Int(json: #""9223372036854775807""#, rules: .protobuf) == .max)
    }

    @Test func `doubles that are no numbers come as strings`() throws {
        #expect(try Double(json: #""NaN""#, rules: .protobuf).isNaN)
        #expect(try [Double](json: #"["Infinity","-Infinity",2]"#, rules: .protobuf) == [.infinity, -.infinity, 2])
        #expect(throws: JSONError.self) { try Double(json: #""nan""#, rules: .protobuf) }
        #expect(throws: JSONError.self) { try Double(json: #""NaN""#) }
        #expect(throws: JSONError.self) { try Double(json: "NaN", rules: .protobuf) }
    }

    @Test func `what is absent or null is the default of its type`() throws {
        let expected = LogMetric(
            runID: "", key: "", value: 0, timestamp: 0, step: 0, tags: [], inner: .init(isOn: false))
        #expect(try LogMetric(json: "{}", rules: .protobuf) == expected)
        #expect(
            try LogMetric(json: #"{"run_id":null,"value":null,"tags":null,"inner":null,"step":null}"#, rules: .protobuf)
                == expected)
        #expect(throws: JSONError.self) { try LogMetric(json: "{}") }
    }

    @Test func `names may come in camel case`() throws {
        #expect(try LogMetric(json: #"{"runId":"r"}"#, rules: .protobuf).runID == "r")
        #expect(try LogMetric(json: #"{"run_id":"r"}"#, rules: .protobuf).runID == "r")
    }

    @Test func `a document inside a string is unwrapped once`() throws {
        var tape = Tape()
        try tape.scan(Array(#""{\"a\":1}""#.utf8))
        try tape.unwrap()
        #expect(try tape.decode([String: Int].self) == ["a": 1])
        try tape.unwrap()
        #expect(try tape.decode([String: Int].self) == ["a": 1])
    }
}

@Suite("JSON lines") struct JSONLinesTests {
    @Test func `values stand one on a line`() throws {
        var lines = JSONLines(Array("{\"a\":1}\n\n  \r\n{\"a\":2}\r\n{\"a\":3}".utf8))
        var values: [Int?] = []
        while let value = try lines.next([String: Int].self) { values.append(value["a"]) }
        #expect(values == [1, 2, 3])
        #expect(lines.line == 5)
    }

    @Test func `a wrong line is refused, and the next one can be read`() throws {
        var lines = JSONLines(Array("1\n[\n3\n".utf8))
        #expect(try lines.next(Int.self) == 1)
        do {
            _ = try lines.next(Int.self)
            Issue.record("the line is no JSON")
        } catch { #expect(error.reason == .unexpectedEnd && lines.line == 2) }
        #expect(try lines.next(Int.self) == 3)
        #expect(try lines.next(Int.self) == nil)
    }
}
