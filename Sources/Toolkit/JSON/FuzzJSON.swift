/// Checks what must hold for any bytes, for fuzzers and tests to call: a text is refused, or its value is written as a
/// text that reads as the same value, in full and in two parts, and is kept through `Decodable`.
package func fuzzJSON(_ bytes: [UInt8]) throws(BrokenPromise) {
    var tape = Tape()
    let limits = JSONLimits(depth: 64, values: 10_000)
    do throws(JSONError) {
        try tape.scan(bytes, limits: limits)
    } catch {
        try promise(error.offset >= 0 && error.offset <= bytes.count, "an error lies within the text")
        try promise(tape.root().isObject, "after an error the tape holds an empty object")
        return
    }
    guard let value = try? tape.read(JSONValue.self) else { return }
    try promise((try? tape.decode(JSONValue.self)) == value, "decoding gives the same as reading")
    let written = try? value.json()
    try promise(written.flatMap { try? JSONValue(json: $0) } == value, "what was written reads as the same")

    let half = bytes.count / 2
    tape.begin()
    tape.append(bytes.span.extracting(..<half))
    tape.append(bytes.span.extracting(half...))
    try promise((try? tape.finish(limits: limits)) != nil, "parts are accepted like the whole")
    try promise((try? tape.read(JSONValue.self)) == value, "parts read as the whole")

    let pretty = try? value.pretty(.sorted)
    try promise(pretty.flatMap { try? JSONValue(json: $0) } == value, "what was printed reads as the same")
}

/// A promise that some bytes break.
package struct BrokenPromise: Error, CustomStringConvertible {
    package let description: String
}

private func promise(_ isKept: Bool, _ promise: String) throws(BrokenPromise) {
    guard isKept else { throw BrokenPromise(description: promise) }
}
