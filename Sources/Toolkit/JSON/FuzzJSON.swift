/// What must hold for any bytes, for fuzzers and tests to call: a text is refused, or its value is written as a text
/// that reads as the same value, in full and in two parts, and is kept through `Decodable`. It traps where that fails.
package func fuzzJSON(_ bytes: [UInt8]) {
    var tape = Tape()
    let limits = JSONLimits(depth: 64, values: 10_000)
    do throws(JSONError) {
        try tape.scan(bytes, limits: limits)
    } catch {
        precondition(error.offset >= 0 && error.offset <= bytes.count)
        precondition(tape.root().isObject, "after an error the tape holds an empty object")
        return
    }
    guard let value = try? tape.read(JSONValue.self) else { return }
    precondition((try? tape.decode(JSONValue.self)) == value)
    guard let written = try? value.json() else { preconditionFailure("what was read can be written") }
    precondition((try? JSONValue(json: written)) == value, "what was written reads as the same")

    let half = bytes.count / 2
    tape.begin()
    tape.append(bytes.span.extracting(..<half))
    tape.append(bytes.span.extracting(half...))
    precondition((try? tape.finish(limits: limits)) != nil)
    precondition((try? tape.read(JSONValue.self)) == value, "parts read as the whole")

    guard let pretty = try? value.pretty(.sorted) else { preconditionFailure("what was read can be printed") }
    precondition((try? JSONValue(json: pretty)) == value)
}
