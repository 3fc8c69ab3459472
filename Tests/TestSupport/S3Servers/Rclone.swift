private import Foundation

/// A real rclone that serves a folder of its own by S3: another reading of the same contract, which loses metadata and
/// knows no conditions. It can be killed and started again.
package final class Rclone: Sendable {
    package let account: S3Account
    package let folder: TemporaryFolder
    private let program = Watched<Program?>(nil)

    /// - Parameter chosen: where it listens; on a free port without.
    package init(port chosen: Int? = nil) async throws {
        folder = try TemporaryFolder()
        let port = try chosen ?? freePort()
        account = S3Account(port: port, id: "rclone", secret: "rclone-secret", region: "us-east-1")
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "data"), withIntermediateDirectories: true)
        try await start()
    }

    package func start() async throws {
        let started = try Program(
            Place.pythonFolder + "rclone",
            [
                "serve", "s3", folder.path("data"), "--addr", "127.0.0.1:\(account.port)", "--config",
                folder.path("none"), "--auth-key", "\(account.id),\(account.secret)", "--cache-dir",
                folder.path("cache"),
            ])
        program.update { $0 = started }
        try await started.port(account.port, within: .seconds(60))
    }

    /// Ends it without a word.
    package func kill() async throws {
        program.current?.kill()
        _ = try await program.current?.end()
    }

    /// Makes a bucket: to rclone it is a folder.
    package func makeBucket(_ name: String) throws {
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "data/\(name)"), withIntermediateDirectories: true)
    }
}
