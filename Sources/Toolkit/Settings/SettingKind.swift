import Basics

/// What a setting holds: how it is read, how it is shown, and what to say when it is wrong.
package struct SettingKind<Value: Sendable>: Sendable {
    /// The end of "expected …".
    package let expected: String
    package let parse: @Sendable (String) -> Value?
    package let show: @Sendable (Value) -> String
    /// Whether it may not be shown and may stand in a file that `NAME_FILE` names.
    package let isSecret: Bool

    package init(
        expected: String, isSecret: Bool = false, parse: @escaping @Sendable (String) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.expected = expected
        self.isSecret = isSecret
        self.parse = parse
        self.show = show
    }
}

extension SettingKind where Value == String {
    package static var text: Self { text("a text") }

    package static func text(_ expected: String) -> Self {
        Self(expected: expected, parse: { $0 }, show: { $0 })
    }
}

extension SettingKind where Value == Secret {
    package static var secret: Self {
        Self(expected: "a secret", isSecret: true, parse: { Secret($0) }, show: { _ in "***" })
    }
}

extension SettingKind where Value: FixedWidthInteger & Sendable {
    package static func integer(_ range: ClosedRange<Value>) -> Self {
        Self(
            expected: "a number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in Value(decimal: text).flatMap { range.contains($0) ? $0 : nil } },
            show: { "\($0)" })
    }
}

extension SettingKind where Value == Duration {
    package static func duration(_ range: ClosedRange<Duration>) -> Self {
        Self(
            expected: "a duration from \(range.lowerBound.spelled) to \(range.upperBound.spelled), such as 30s or 5m",
            parse: { text in Duration(spelled: text).flatMap { range.contains($0) ? $0 : nil } },
            show: \.spelled)
    }
}

extension SettingKind where Value == ByteCount {
    package static func bytes(_ range: ClosedRange<ByteCount>) -> Self {
        Self(
            expected: "a size from \(range.lowerBound.spelled) to \(range.upperBound.spelled), such as 64KiB or 1MiB",
            parse: { text in ByteCount(spelled: text).flatMap { range.contains($0) ? $0 : nil } },
            show: \.spelled)
    }
}

extension SettingKind where Value == Bool {
    package static var boolean: Self {
        Self(
            expected: "on or off",
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

extension SettingKind where Value == NetworkAddress {
    package static var address: Self {
        Self(
            expected: "host:port, such as 127.0.0.1:8000 or [::1]:8000, or unix:/path/to/socket",
            parse: { NetworkAddress($0) }, show: \.description)
    }
}

extension SettingKind where Value == ServiceURL {
    /// A URL of one of these schemes that names a host, such as `https://apus.example.org`.
    package static func url(_ schemes: [String], example: String) -> Self {
        let starts = schemes.map { "\($0)://" }.joined(separator: " or ")
        return Self(
            expected: "a URL that starts with \(starts), such as \(example)",
            parse: { text in
                ServiceURL(text).flatMap { schemes.contains($0.scheme) && !$0.host.isEmpty ? $0 : nil }
            },
            show: \.description)
    }
}

extension SettingKind where Value: CaseIterable & RawRepresentable<String> & Sendable {
    /// One of the cases, by its raw value.
    package static var choice: Self {
        let names = Value.allCases.map(\.rawValue)
        let list = names.count > 1 ? names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "") : names[0]
        return Self(expected: list, parse: { Value(rawValue: $0) }, show: \.rawValue)
    }
}
