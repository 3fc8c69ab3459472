import Machine

/// How lines of the log look.
package enum LogFormat: String, Sendable, CaseIterable {
    /// One JSON object a line, for machines.
    case json
    /// Columns, for people.
    case text

    /// What suits whoever reads standard error: a person at a terminal, or a collector of logs.
    package static var automatic: LogFormat { OutputDescriptor.standardError.isTerminal ? .text : .json }
}
