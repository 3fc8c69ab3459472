import JSON
import Testing

@Suite("Codable") struct CodableTests {
    struct Metric: Codable, Equatable {
        var runID: String
        var key: String
        var value: Double
        var timestamp: Int
        var step: Int?
        var tags: [String: [Int]] = [:]
        enum CodingKeys: String, CodingKey { case runID = "run_id", key, value, timestamp, step, tags }
    }

    @Test func `a struct is read and written`() throws {
        let text = #"{"run_id":"42","key":"loss","value":0.5,"timestamp":1700000000000,"step":7,"tags":{"a":[1,2]}}"#
        let metric = try Metric(json: text)
        #expect(
            metric
                == Metric(
                    runID: "42", key: "loss", value: 0.5, timestamp: 1_700_000_000_000, step: 7, tags: ["a": [1, 2]]))
        #expect(String(decoding: try metric.json(), as: UTF8.self) == text)
    }

    @Test func `an error names the path and the place`() {
        let error = #expect(throws: JSONError.self) {
            try [String: [Metric]](json: #"{"m":[{"run_id":"","key":3,"value":0,"timestamp":0,"tags":{}}]}"#)
        }
        #expect(error?.path == "m[0].key")
        #expect(error?.description == "m[0].key: expected a string, found a number (at byte 25)")
    }
}
