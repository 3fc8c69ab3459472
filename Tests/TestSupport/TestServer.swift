/// An `apus-server`, or another server with its settings, of a test's own: on a free port, with a data folder that goes
/// with it.
package final class TestServer: Sendable {
    package let port: Int
    package let folder: TemporaryFolder
    package let program: Program
    private let kept: TemporaryFolder?

    /// Starts one and waits until it listens.
    ///
    /// - Parameters:
    ///   - isQuiet: whether its log, which may become long, is written but not kept.
    ///   - kept: a folder with files that it reads, which stays as long as it does.
    package init(
        _ name: String = "apus-server", _ arguments: [String] = [], environment: [String: String] = [:],
        isQuiet: Bool = false, keeping kept: TemporaryFolder? = nil
    ) async throws {
        self.kept = kept
        port = try freePort()
        folder = try TemporaryFolder()
        let own = ["APUS_LISTEN": "127.0.0.1:\(port)", "APUS_DATA": folder.path("data")]
        let command = isQuiet ? ["sh", "-c", "exec \"$0\" \"$@\" 2>/dev/null"] : []
        let words = command + [Place.program(name)] + arguments
        program = try Program(
            words[0], Array(words.dropFirst()), environment: own.merging(environment) { $1 }, folder: folder.path)
        try await program.port(port)
    }

    package var url: String { "http://127.0.0.1:\(port)" }
}
