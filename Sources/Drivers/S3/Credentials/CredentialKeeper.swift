import Basics
import HTTP
import Lifecycle
import Machine
import Synchronization

/// Has the key that is valid now: reads a file again when it may have changed, and borrows anew before what was lent
/// expires. However many ask, one renewal is under way; when it fails, the old key serves as long as it is valid.
final class CredentialKeeper: Sendable {
    struct Timing: Sendable {
        /// How long a key from a file is used before the file is read again.
        var fileIsFresh: Duration = .seconds(5)
        /// A lent key is renewed when it is valid for less than this.
        var renewBefore: Duration = .seconds(300)
        /// How long after a failed renewal the next one is tried, while the old key serves.
        var retryAfter: Duration = .seconds(10)
    }

    private struct State {
        var key: AccessKey?
        /// The moment up to which nobody need look for a newer key.
        var isFreshUntil: Instant?
        var renewal: Task<Outcome, Never>?
    }

    private typealias Outcome = Result<AccessKey, CredentialFailure>

    private enum Renewal {
        case done(AccessKey)
        case underWay(Task<Outcome, Never>)
    }

    let source: CredentialSource
    private let timing: Timing
    private let http: HTTPClient
    private let now: @Sendable () -> Instant
    private let state = Mutex(State())

    init(
        _ source: CredentialSource, http: HTTPClient, timing: Timing = Timing(),
        now: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.source = source
        self.timing = timing
        self.http = http
        self.now = now
    }

    /// The key to sign with.
    ///
    /// - Throws: which source was tried, and what it lacks.
    func key() async throws(CredentialFailure) -> AccessKey {
        switch source {
        case .fixed(let key): return key
        case .missing(let why): throw CredentialFailure(why)
        case .file, .webIdentity: return try await keptKey()
        }
    }

    /// Told that the store does not take a key: one that is newer, if there is any, is to be had at once.
    func refused(_ key: AccessKey) {
        state.withLock { if $0.key == key { $0.key = nil } }
    }

    private func keptKey() async throws(CredentialFailure) -> AccessKey {
        let now = now()
        let renewal = state.withLock { state -> Renewal in
            if let key = state.key, let fresh = state.isFreshUntil, now < fresh { return .done(key) }
            if let renewal = state.renewal { return .underWay(renewal) }
            // Shared by all who ask meanwhile, it outlives whoever asked first.
            let renewal = Task { await self.renew() }
            state.renewal = renewal
            return .underWay(renewal)
        }
        switch renewal {
        case .done(let key): return key
        case .underWay(let renewal): return try await renewal.value.get()
        }
    }

    /// Looks for a key, and decides what serves until when.
    private func renew() async -> Outcome {
        let found: Outcome
        do throws(CredentialFailure) { found = .success(try await fetch()) } catch { found = .failure(error) }
        let now = now()
        return state.withLock { state in
            state.renewal = nil
            switch found {
            case .success(let key):
                state.key = key
                state.isFreshUntil = key.expires.map { freshness(of: $0, at: now) } ?? now + timing.fileIsFresh
                return .success(key)
            case .failure(let failure):
                guard let key = state.key, key.expires.map({ now < $0 }) ?? true else {
                    state.key = nil
                    return .failure(CredentialFailure("\(source.name) cannot be used: \(failure)"))
                }
                state.isFreshUntil = now + timing.retryAfter
                return .success(key)
            }
        }
    }

    /// A key that is lent for shorter than the margin is renewed after half of its time.
    private func freshness(of expires: Instant, at now: Instant) -> Instant {
        let early = expires - timing.renewBefore
        return early > now ? early : now + (expires - now) / 2
    }

    private func fetch() async throws(CredentialFailure) -> AccessKey {
        switch source {
        case .fixed(let key): return key
        case .missing(let why): throw CredentialFailure(why)
        case .file(let path, let profile):
            return try CredentialsFile(try await FileReader().text(path)).key(of: profile)
        case .webIdentity(let identity):
            let token = try await FileReader().text(identity.tokenFile).filter { !$0.isNewline && $0 != " " }
            return try await borrow(identity, token)
        }
    }

    private func borrow(_ identity: WebIdentity, _ token: String) async throws(CredentialFailure) -> AccessKey {
        guard !token.isEmpty else { throw CredentialFailure("the token file is empty") }
        let request = try identity.request(token: token)
        let status: Int, body: [UInt8]
        do throws(HTTPClientError) {
            let answer = try await http.send(request)
            status = Int(answer.status.code)
            body = try await answer.body.collect(upTo: 64 * 1024)
        } catch {
            throw CredentialFailure("the service that lends keys at \(identity.endpoint) gave no answer: \(error)")
        }
        return try WebIdentity.key(status: status, body)
    }
}

/// Reads a small file that a key stands in, on a thread that is there only meanwhile: a folder that is mounted may keep
/// a reader waiting.
private actor FileReader {
    private let lane = Lane("s3-keys")
    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.unowned }

    func text(_ path: String) throws(CredentialFailure) -> String {
        do throws(SmallFileError) {
            let bytes = try SmallFile.read(path, limit: 256 * 1024)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw SmallFileError(reason: "it is no UTF-8")
            }
            return text
        } catch {
            throw CredentialFailure("\(path) cannot be read: \(error.reason)")
        }
    }
}
