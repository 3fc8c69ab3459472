/// An `apus-server` of a test's own: on a free port, with a data folder that goes with it.
package final class TestServer: Sendable {
    package let port: Int
    package let folder: TemporaryFolder
    package let program: Program

    /// Starts one and waits until it listens.
    package init(environment: [String: String] = [:]) async throws {
        port = try freePort()
        folder = try TemporaryFolder()
        let own = ["APUS_LISTEN": "127.0.0.1:\(port)", "APUS_DATA": folder.path("data")]
        program = try Program(
            Place.program("apus-server"), environment: own.merging(environment) { $1 }, folder: folder.path)
        try await program.port(port)
    }

    package var url: String { "http://127.0.0.1:\(port)" }
}
