import Basics
import Blobs
import TestSupport

@testable import S3

/// A real server of a test's own, which may be killed, and a store of blobs in it.
struct OwnStore: Sendable {
    let blobs: S3Blobs
    /// Ends the server, and all of its helpers, without a word.
    let kill: @Sendable () async throws -> Void
    let start: @Sendable () async throws -> Void

    /// A call is repeated once at most, and what broke with a connection at once: whatever succeeds has not waited.
    static let patience: S3Blobs.Patience = {
        var patience = S3Blobs.Patience()
        patience.retries = 1
        patience.backoff = Backoff(first: .milliseconds(1), limit: .milliseconds(20))
        return patience
    }()

    init(_ store: RealStore) async throws {
        let account: S3Account
        switch store {
        case .swift:
            let server = try await OpenStackSwift()
            account = server.account
            kill = { try await server.kill() }
            start = {
                try await server.start()
                try await server.tellListings()
            }
        case .rclone:
            let server = try await Rclone()
            account = server.account
            kill = { try await server.kill() }
            start = { try await server.start() }
        }
        let settings = try S3Settings(
            "s3://\(RealStore.bucket)/own?endpoint=\(account.endpoint)&region=\(account.region)&create=yes")
        let key = AccessKey(id: account.id, secret: .init(account.secret))
        blobs = S3Blobs(settings, .fixed(key), patience: Self.patience)
        try await blobs.prepare()
    }
}
