import Basics
import HTTP
import Synchronization

/// Speaks to one bucket: signs what is asked, sends it, repeats what may be repeated, and tells why what was refused
/// was refused.
final class StoreClient: Sendable {
    let settings: S3Settings
    let clock: StoreClock
    private let keeper: CredentialKeeper
    private let http: HTTPClient
    private let policy: Attempts.Policy
    private let place: (url: HTTPURL, host: String, path: String)

    init(
        _ settings: S3Settings, keeper: CredentialKeeper, http: HTTPClient, clock: StoreClock = StoreClock(),
        policy: Attempts.Policy = Attempts.Policy()
    ) {
        self.settings = settings
        self.keeper = keeper
        self.http = http
        self.clock = clock
        self.policy = policy
        place = settings.bucketURL
    }

    /// How the client is set up: it repeats nothing by itself, for each attempt is signed anew, and follows no
    /// redirect, which would take a signature to where it does not hold.
    static func options(_ settings: S3Settings) -> HTTPClient.Options {
        var options = HTTPClient.Options()
        options.retries.limit = 0
        options.redirects = 0
        options.authorities = settings.authorities
        options.headers.add("user-agent", "apus/\(Version.current)")
        return options
    }

    /// The answer of a request that was carried out; its body is still to be read.
    func send(_ request: StoreRequest) async throws(S3Failure) -> HTTPClient.Response {
        try await carryOut(request) { (answer) throws(HTTPClientError) in
            200..<300 ~= answer.status.code ? .success(answer) : .failure(await Self.error(answer))
        }
    }

    /// The document that answers a request. One that holds an error, after a status that says that all is well, fails
    /// as if the status had said so (S3 API reference, CompleteMultipartUpload).
    func document(_ request: StoreRequest) async throws(S3Failure) -> (root: XMLElement, headers: HeaderFields) {
        let (body, status, headers) = try await carryOut(request) { (answer) throws(HTTPClientError) -> Outcome in
            guard 200..<300 ~= answer.status.code else { return .failure(await Self.error(answer)) }
            let body = try await answer.body.collect(upTo: XMLReader.Limits().bytes)
            let late = request.mayFailLate ? try? XMLReader.read(body) : nil
            if let late, late.name == "Error" {
                return .failure(StoreError(status: Int(answer.status.code), headers: answer.headers, document: late))
            }
            return .success((body, answer.status.code, answer.headers))
        }
        do { return (try XMLReader.read(body), headers) } catch {
            throw S3Failure(.answer, "the store answered \(status) with XML that cannot be read: \(error)")
        }
    }

    private typealias Outcome = Result<(body: [UInt8], status: UInt16, headers: HeaderFields), StoreError>

    /// Sends a request until `judge` takes its answer, or it is given up.
    private func carryOut<Answer>(
        _ request: StoreRequest,
        _ judge:
            nonisolated(nonsending) (HTTPClient.Response) async throws(HTTPClientError) -> Result<
                Answer, StoreError
            >
    ) async throws(S3Failure) -> Answer {
        var attempts = Attempts(policy)
        while true {
            let key = try await key()
            let signed = clock.now
            let step: Attempts.Step
            var failure: S3Failure
            do throws(HTTPClientError) {
                let answer = try await http.send(try outgoing(request, key, at: signed))
                let error: StoreError
                switch try await judge(answer) {
                case .success(let taken): return taken
                case .failure(let refusal): error = refusal
                }
                let date = answer.headers["date"]
                failure = S3Failure(error, bucket: settings.bucket)
                step = attempts.answered(
                    error, retryAfter: answer.headers["retry-after"].flatMap { Int(decimal: $0) },
                    isOffTime: StoreClock.isOff(date, from: signed), isRepeatable: request.isRepeatable())
                if step == .setClock { clock.set(by: date) }
            } catch {
                failure = S3Failure(error)
                step = Self.isPassing(error) ? attempts.lostConnection(isRepeatable: request.isRepeatable()) : .fail
            }
            failure.wasRepeated = attempts.areSeveral
            try await take(step, failure, key)
        }
    }

    /// Does what comes before the next attempt.
    private func take(_ step: Attempts.Step, _ failure: S3Failure, _ key: AccessKey) async throws(S3Failure) {
        switch step {
        case .fail: throw failure
        case .setClock: return
        case .renewKey:
            keeper.refused(key)
            guard try await self.key() != key else { throw failure }
        case .again(let wait):
            guard wait > .zero else { return }
            do { try await Task.sleep(for: wait) } catch {
                throw S3Failure(.cancelled, "cancelled while waiting for the store: \(failure)")
            }
        }
    }

    private func key() async throws(S3Failure) -> AccessKey {
        do { return try await keeper.key() } catch { throw S3Failure(.unauthorized, "no key to sign with: \(error)") }
    }

    private static func isPassing(_ error: HTTPClientError) -> Bool {
        switch error.reason {
        case .cancelled, .invalidRequest, .tls, .forbiddenAddress, .shutDown, .redirect, .tooManyRedirects,
            .requestBody:
            false
        default: true
        }
    }

    private static func error(_ answer: HTTPClient.Response) async -> StoreError {
        let body = (try? await answer.body.collect(upTo: 64 * 1024)) ?? []
        return StoreError(status: Int(answer.status.code), headers: answer.headers, body: body)
    }
}

extension StoreClient {
    /// Whether what travels is guarded by TLS.
    var isSecure: Bool { settings.endpoint.scheme == .https }

    private func outgoing(
        _ request: StoreRequest, _ key: AccessKey, at now: Instant
    ) throws(HTTPClientError) -> HTTPClient.Request {
        let signer = Signer(key: key, region: settings.region)
        let payload = payload(request.body)
        var unsigned = message(request)
        if payload == .chunks, case .stream(let length, _) = request.body {
            unsigned.fields.append(.init(name: "content-encoding", value: "aws-chunked"))
            unsigned.fields.append(.init(name: "x-amz-decoded-content-length", value: "\(length)"))
        }
        let message = signer.signed(unsigned, payload, at: now)
        var headers = HeaderFields()
        for field in message.fields { headers.add(field.name, field.value) }
        let chunks = payload == .chunks ? signer.chunkSigner(for: message, at: now) : nil
        let body = Self.body(request.body, chunks)
        var outgoing = HTTPClient.Request(request.method, try url(message), headers: headers, body: body)
        // An object is what its bytes are, however they are stored.
        outgoing.options.inflates = false
        outgoing.options.deadline = request.deadline
        return outgoing
    }

    private func payload(_ body: StoreBody) -> Payload {
        switch body {
        case .none: .empty
        case .bytes(_, let digest), .file(_, _, let digest): digest.map(Payload.digest) ?? .unsigned
        case .stream: isSecure ? .unsigned : .chunks
        }
    }

    private static func body(_ body: StoreBody, _ chunks: ChunkSigner?) -> RequestBody {
        switch body {
        case .none: .none
        case .bytes(let bytes, _): .bytes(bytes)
        case .file(let file, let range, _): .file(file, range)
        case .stream(let length, let write):
            .written(length: chunks == nil ? length : ChunkSigner.encodedLength(of: length)) { writer in
                var sink = BodySink(writer, chunks)
                try await write(&sink)
                try await sink.finish()
            }
        }
    }

    /// A URL that lets whoever has it make this one request until it expires.
    func presigned(
        _ request: StoreRequest, for seconds: Int
    ) async throws(S3Failure) -> (url: HTTPURL, expires: Instant) {
        let key = try await key(), now = clock.now
        let signer = Signer(key: key, region: settings.region)
        let message = signer.presigned(message(request), at: now, for: seconds)
        let expires = now + .seconds(seconds)
        // What a lent key has signed ends with it.
        do { return (try url(message), min(expires, key.expires ?? expires)) } catch { throw S3Failure(error) }
    }

    private func message(_ request: StoreRequest) -> SignedMessage {
        let key = request.key.map { "/" + PercentEncoding.encode($0, keepingSlashes: true) }
        let path = place.path + (key ?? (place.path.isEmpty ? "/" : ""))
        let host = SignedMessage.Field(name: "host", value: place.host)
        return SignedMessage(method: request.method, path: path, query: request.query, fields: [host] + request.fields)
    }

    private func url(_ message: SignedMessage) throws(HTTPClientError) -> HTTPURL {
        do { return try place.url.with(target: message.target) } catch {
            throw HTTPClientError(.invalidRequest("the store's URL cannot be made: \(error)"))
        }
    }
}
