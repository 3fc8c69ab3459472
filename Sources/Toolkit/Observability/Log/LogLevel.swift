/// How much a line of the log matters.
package enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    /// For those who look for a fault; off unless asked for.
    case debug
    /// What happened, in the ordinary course of things.
    case info
    /// What someone should look at, though the work went on.
    case warning
    /// What failed.
    case error
    /// What ended the process.
    case fatal

    package init?(name: some StringProtocol) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    package var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        case .fatal: "fatal"
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
