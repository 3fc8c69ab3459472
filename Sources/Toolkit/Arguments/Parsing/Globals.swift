/// What can be said with every command, before or after its name.
package struct Globals: Sendable, Equatable {
    package var color = ColorChoice.auto
    package var isQuiet = false

    /// When output is colored.
    package enum ColorChoice: String, Sendable, CaseIterable { case auto, always, never }

    package init() {}

    static let color = described(
        .option, "color", "WHEN", "Color the output: auto, always or never.",
        values: .choices(ColorChoice.allCases.map(\.rawValue)), expected: "auto, always or never", standard: "auto")
    static let quiet = described(.flag, "quiet", short: "q", "", "Say nothing beside the result and errors.")
    static let help = described(.flag, "help", short: "h", "", "Show this help.")
    static let version = described(.flag, "version", "", "Show the version.")

    /// All of them; `--version` goes with the program alone.
    static let all = [color, quiet, help, version]

    private static func described(
        _ kind: ParameterDescription.Kind, _ name: String, short: Character? = nil, _ placeholder: String,
        _ meaning: String, values: ParameterDescription.Values = .anything, expected: String = "", standard: String = ""
    ) -> ParameterDescription {
        ParameterDescription(
            kind: kind, name: name, short: short, placeholder: placeholder, meaning: meaning, expected: expected,
            defaultValue: standard, values: values)
    }
}
