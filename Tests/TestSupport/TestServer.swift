/// An `apus-server` of a test's own: on a free port, with a data folder that goes with it.
package final class TestServer: Sendable {
    package let port: Int
    package let folder: TemporaryFolder
    package let program: Program
    private let kept: TemporaryFolder?

    /// Starts one and waits until it listens.
    ///
    /// - Parameter kept: a folder with files that it reads, which stays as long as it does.
    package init(environment: [String: String] = [:], keeping kept: TemporaryFolder? = nil) async throws {
        self.kept = kept
        port = try freePort()
        folder = try TemporaryFolder()
        let own = ["APUS_LISTEN": "127.0.0.1:\(port)", "APUS_DATA": folder.path("data")]
        program = try Program(
            Place.program("apus-server"), environment: own.merging(environment) { $1 }, folder: folder.path)
        try await program.port(port)
    }

    package var url: String { "http://127.0.0.1:\(port)" }
}
