private import Foundation

/// What a program that ran to its end left behind.
package struct ToolResult: Sendable {
    package let status: Int32
    package let output: String

    /// - Throws: the whole output, unless the status is 0.
    @discardableResult
    package func succeeded() throws -> String {
        if status != 0 { throw TestFailure("exit status \(status):\n\(output)") }
        return output
    }
}

/// Runs a program to its end.
///
/// - Throws: when it cannot be started, or has not ended in time: then it is killed and its output is in the failure.
package func run(
    _ tool: String, _ arguments: [String] = [], environment: [String: String] = [:], folder: String = "/",
    within limit: Duration
) async throws -> ToolResult {
    let program = try Program(tool, arguments, environment: environment, folder: folder)
    let status = try await program.end(within: limit)
    return ToolResult(status: status, output: try await program.wholeOutput())
}

/// Runs a script with the tests' own Python.
package func python(
    _ script: String, _ arguments: [String] = [], environment: [String: String] = [:], folder: String = "/",
    within limit: Duration
) async throws -> ToolResult {
    guard FileManager.default.isExecutableFile(atPath: Place.python) else {
        throw TestFailure("no Python for tests at \(Place.python): deploy/test installs it")
    }
    return try await run(
        Place.python, [script] + arguments, environment: environment, folder: folder, within: limit)
}
