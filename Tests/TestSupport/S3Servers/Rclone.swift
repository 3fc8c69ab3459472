private import Foundation

/// A real rclone that serves a folder of its own by S3: another reading of the same contract, which loses metadata and
/// knows no conditions.
package final class Rclone: Sendable {
    package let account: S3Account
    package let folder: TemporaryFolder
    private let program: Program

    /// - Parameter chosen: where it listens; on a free port without.
    package init(port chosen: Int? = nil) async throws {
        folder = try TemporaryFolder()
        let port = try chosen ?? freePort()
        account = S3Account(port: port, id: "rclone", secret: "rclone-secret", region: "us-east-1")
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "data"), withIntermediateDirectories: true)
        program = try Program(
            Place.pythonFolder + "rclone",
            [
                "serve", "s3", folder.path("data"), "--addr", "127.0.0.1:\(port)", "--config", folder.path("none"),
                "--auth-key", "\(account.id),\(account.secret)", "--cache-dir", folder.path("cache"),
            ])
        try await program.port(port, within: .seconds(60))
    }

    package func kill() async throws {
        program.kill()
        _ = try await program.end()
    }

    /// Makes a bucket: to rclone it is a folder.
    package func makeBucket(_ name: String) throws {
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "data/\(name)"), withIntermediateDirectories: true)
    }
}
