import Memory

/// Values that stand one on a line, read one after the other on one tape. Blank lines are passed over.
package struct JSONLines: ~Copyable {
    private let text: [UInt8]
    private var place = 0
    private var tape = Tape()
    private let rules: JSONRules
    private let limits: JSONLimits
    /// The number of the line that was read last, from 1 on.
    package private(set) var line = 0

    package init(_ text: [UInt8], rules: JSONRules = .standard, limits: JSONLimits = .standard) {
        self.text = text
        self.rules = rules
        self.limits = limits
    }

    /// The value of the next line that holds one; nil behind the last. An error's offset counts from the line's start.
    package mutating func next<Value: Decodable>(_ type: Value.Type = Value.self) throws(JSONError) -> Value? {
        let text = text
        while place < text.count {
            let start = place
            var end = start
            var isBlank = true
            while end < text.count, text[end] != 0x0A {
                if text[end] != 0x20, text[end] != 0x0D, text[end] != 0x09 { isBlank = false }
                end += 1
            }
            place = end + 1
            line += 1
            if isBlank { continue }
            try tape.scan(text.span.extracting(start..<end), limits: limits)
            return try tape.decode(type, rules: rules)
        }
        return nil
    }
}
