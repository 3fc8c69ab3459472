/// The real S3 servers of this test process: each is started once, by the first test that asks, and ends with the
/// process.
package enum S3Servers {
    package static var swift: OpenStackSwift {
        get async throws { try await swiftStart.value }
    }

    package static var rclone: Rclone {
        get async throws { try await rcloneStart.value }
    }

    private static let swiftStart = Task {
        let server = try await OpenStackSwift()
        server.folder.removeAtExit()
        return server
    }

    private static let rcloneStart = Task {
        let server = try await Rclone()
        server.folder.removeAtExit()
        return server
    }
}
