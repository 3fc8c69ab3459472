/// How a program is to be started.
package struct Launch: Sendable {
    /// The path of the executable file.
    package var program: String
    /// The words after its name.
    package var arguments: [String]
    /// All of its environment.
    package var environment: [String: String]
    /// The folder that it starts in; this process's own if it is not said.
    package var folder: String?
    /// What becomes of what it says on both its streams.
    package var output = Output.inherited
    /// Whether it is asked to end (SIGTERM) when this process ends, even by SIGKILL.
    package var endsWithParent = true

    package enum Output: Sendable {
        /// Goes where this process's own goes.
        case inherited
        case discarded
        /// Each line, without its end, on a thread of the child's own: a slow receiver slows the child.
        case lines(@Sendable (String) -> Void)
    }

    package init(_ program: String, _ arguments: [String] = [], environment: [String: String]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }
}

/// A program could not be started.
package struct LaunchError: Error, Equatable, CustomStringConvertible {
    package let program: String
    package let reason: String

    package init(program: String, reason: String) {
        self.program = program
        self.reason = reason
    }

    package var description: String { "\(program) cannot be started: \(reason)" }
}
