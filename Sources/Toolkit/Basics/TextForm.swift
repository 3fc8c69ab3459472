/// How people write a value: how it is read, how it is shown, and what to say when it is wrong.
///
/// Settings and the command line share these forms, so that both read alike.
package struct TextForm<Value: Sendable>: Sendable {
    /// The end of "expected …".
    package let expected: String
    package let parse: @Sendable (String) -> Value?
    package let show: @Sendable (Value) -> String
    /// All that it can be, where that is a short list.
    package let choices: [String]
    /// Whether it may never be shown.
    package let isSecret: Bool

    package init(
        expected: String, choices: [String] = [], isSecret: Bool = false,
        parse: @escaping @Sendable (String) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.expected = expected
        self.choices = choices
        self.isSecret = isSecret
        self.parse = parse
        self.show = show
    }
}

extension TextForm where Value == String {
    package static var text: Self { text("a text") }

    package static func text(_ expected: String) -> Self {
        Self(expected: expected, parse: { $0 }, show: { $0 })
    }
}

extension TextForm where Value: FixedWidthInteger & Sendable {
    package static func integer(_ range: ClosedRange<Value>) -> Self {
        Self(
            expected: "a number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in Value(decimal: text).flatMap { range.contains($0) ? $0 : nil } },
            show: { "\($0)" })
    }
}

extension TextForm where Value == Duration {
    package static func duration(_ range: ClosedRange<Duration>) -> Self {
        Self(
            expected: "a duration from \(range.lowerBound.spelled) to \(range.upperBound.spelled), such as 30s or 5m",
            parse: { text in Duration(spelled: text).flatMap { range.contains($0) ? $0 : nil } },
            show: \.spelled)
    }
}

extension TextForm where Value == ByteCount {
    package static func bytes(_ range: ClosedRange<ByteCount>) -> Self {
        Self(
            expected: "a size from \(range.lowerBound.spelled) to \(range.upperBound.spelled), such as 64KiB or 1MiB",
            parse: { text in ByteCount(spelled: text).flatMap { range.contains($0) ? $0 : nil } },
            show: \.spelled)
    }
}

extension TextForm where Value == Bool {
    package static var boolean: Self {
        Self(
            expected: "on or off", choices: ["on", "off"],
            parse: { text in
                switch text {
                case "on", "true", "yes", "1": true
                case "off", "false", "no", "0": false
                default: nil
                }
            },
            show: { $0 ? "on" : "off" })
    }
}

extension TextForm where Value: CaseIterable & RawRepresentable<String> & Sendable {
    /// One of the cases, by its raw value.
    package static var choice: Self { choice(named: { $0.rawValue }) }
}

extension TextForm where Value: CaseIterable & Sendable {
    /// One of the cases, by the name that it has.
    package static func choice(named name: @escaping @Sendable (Value) -> String) -> Self {
        let names = Value.allCases.map(name)
        let list =
            names.count > 1 ? names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "") : names.first ?? ""
        return Self(
            expected: list, choices: names, parse: { text in Value.allCases.first { name($0) == text } }, show: name)
    }
}
