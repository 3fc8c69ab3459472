extension Decodable {
    /// Reads a value from JSON text.
    package init(
        json text: borrowing Span<UInt8>, rules: JSONRules = .standard, limits: JSONLimits = .standard
    ) throws(JSONError) {
        var tape = try Tape(text, limits: limits)
        self = try tape.decode(Self.self, rules: rules)
    }

    /// Reads a value from JSON text.
    package init(
        json text: [UInt8], rules: JSONRules = .standard, limits: JSONLimits = .standard
    ) throws(JSONError) {
        try self.init(json: text.span, rules: rules, limits: limits)
    }

    /// Reads a value from JSON text.
    package init(
        json text: String, rules: JSONRules = .standard, limits: JSONLimits = .standard
    ) throws(JSONError) {
        try self.init(json: text.utf8Span.span, rules: rules, limits: limits)
    }
}
