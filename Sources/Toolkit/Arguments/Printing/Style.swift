/// How words stand out on a terminal: by color, or not at all.
package struct Style: Sendable, Equatable {
    package let isColored: Bool

    package static let plain = Style(isColored: false)
    package static let colored = Style(isColored: true)

    package func strong(_ text: String) -> String { wrap(text, "1") }
    package func faint(_ text: String) -> String { wrap(text, "2") }
    package func good(_ text: String) -> String { wrap(text, "32") }
    package func warning(_ text: String) -> String { wrap(text, "33") }
    package func bad(_ text: String) -> String { wrap(text, "31") }
    package func link(_ text: String) -> String { wrap(text, "36") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension Style {
    /// Whether a stream is colored: as `--color` says; else not with `NO_COLOR` (no-color.org), always with
    /// `CLICOLOR_FORCE` (bixense.com/clicolors), else on a terminal that is not dumb.
    package init(_ choice: Globals.ColorChoice, environment: [String: String], isTerminal: Bool) {
        func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
        switch choice {
        case .always: isColored = true
        case .never: isColored = false
        case .auto:
            if isSet("NO_COLOR") {
                isColored = false
            } else if isSet("CLICOLOR_FORCE"), environment["CLICOLOR_FORCE"] != "0" {
                isColored = true
            } else {
                isColored = isTerminal && isSet("TERM") && environment["TERM"] != "dumb"
            }
        }
    }
}
