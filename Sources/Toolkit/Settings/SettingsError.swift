/// All that is wrong with the settings.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// Each a sentence with the name, the value, its place, and what would be right.
    package let problems: [String]

    package init(problems: [String]) { self.problems = problems }

    package var description: String {
        let head = problems.count == 1 ? "One setting is wrong:" : "\(problems.count) settings are wrong:"
        return ([head] + problems.map { "  \($0)" }).joined(separator: "\n")
    }
}
