/// One thing that a program can be told to do. Its stored properties are what can be said with it.
///
/// ```swift
/// struct Bench: Command {
///     static let name = "bench"
///     static let summary = "Measures a running server."
///     static let examples = [Example("apus bench --connections 64", "with 64 connections")]
///     static let parameters: [Parameter<Self>] = [
///         .option("connections", short: "c", \.connections, as: .integer(1...10_000), "N", "Connections kept open.")
///     ]
///     var connections = 16
///     func run(in session: Session) async throws { … }
/// }
/// ```
package protocol Command: Sendable {
    /// What the program hands to each of its commands.
    associatedtype Session: Sendable

    static var name: String { get }
    /// One sentence, for the list of commands and the head of the help.
    static var summary: String { get }
    /// Calls as people make them; help leads with these.
    static var examples: [Example] { get }
    static var parameters: [Parameter<Self>] { get }

    /// The values that hold when nothing is said.
    init()
    func run(in session: Session) async throws
}

extension Command {
    package static var parameters: [Parameter<Self>] { [] }
}

/// A call and what it is for.
package struct Example: Sendable, Equatable {
    package let call: String
    package let purpose: String

    package init(_ call: String, _ purpose: String = "") {
        self.call = call
        self.purpose = purpose
    }
}
