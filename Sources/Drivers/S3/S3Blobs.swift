import Basics
import Blobs
import HTTP
import Machine

/// The blob store that speaks S3: AWS, or any server that speaks as AWS does.
///
/// A blob is an object whose key is the blob's, with the store's prefix before it. Its SHA-256 stands in its metadata
/// where it was known before the object was made; an object that was put together of parts as they came has none. What
/// is right here rests on nothing but that an object appears as a whole: on no conditional write, tag or lifecycle.
package struct S3Blobs: Sendable {
    let client: StoreClient
    let files = FileHasher()

    /// How often what is asked of the store is asked again, and how long is waited before.
    package struct Patience: Sendable, Equatable {
        package var retries = 5
        package var backoff = Backoff(first: .milliseconds(50), limit: .seconds(5))

        package init() {}
    }

    /// - Parameter environment: where the keys come from: see `CredentialSource`.
    package init(
        _ settings: S3Settings, environment: [String: String] = ThisProcess.environment,
        patience: Patience = Patience()
    ) {
        let source = CredentialSource(environment: environment, region: settings.region)
        self.init(settings, source, patience: patience)
    }

    init(
        _ settings: S3Settings, _ source: CredentialSource, patience: Patience = Patience(),
        clock: StoreClock = StoreClock(), options change: (inout HTTPClient.Options) -> Void = { _ in }
    ) {
        var options = StoreClient.options(settings)
        change(&options)
        let http = HTTPClient(options)
        var policy = Attempts.Policy()
        policy.limit = patience.retries
        policy.backoff = patience.backoff
        client = StoreClient(
            settings, keeper: CredentialKeeper(source, http: http), http: http, clock: clock, policy: policy)
    }

    /// The object's key.
    func object(_ key: BlobKey) -> String { client.settings.prefix + key.text }

    /// The blob's key; `nil` for an object that is none of this store's.
    func key(ofObject name: String) -> BlobKey? {
        let prefix = client.settings.prefix
        guard name.utf8.starts(with: prefix.utf8) else { return nil }
        return try? BlobKey(String(name.dropFirst(prefix.count)))
    }
}

extension BlobError {
    /// What a failure of the store's means to whoever asked for the blob at `key`.
    init(_ failure: S3Failure, at key: BlobKey? = nil) {
        let place = key.map { "\($0): " } ?? ""
        self.init(Self.reason(failure.reason), place + failure.description, cause: failure)
        if failure.reason == .busy { retryAfter = .seconds(1) }
    }

    private static func reason(_ reason: S3Failure.Reason) -> Reason {
        switch reason {
        case .noSuchKey, .noSuchUpload: .notFound
        case .unsatisfiableRange: .outside
        case .unauthorized: .unauthorized
        case .full: .full
        case .refused, .tooLarge: .invalid
        case .cancelled: .cancelled
        // With these, another attempt, or a setting put right, may help.
        case .noSuchBucket, .changed, .clock, .elsewhere, .digest, .busy, .broken, .answer: .unavailable
        }
    }
}
