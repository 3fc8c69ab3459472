import Basics

/// What becomes of one request over all its attempts: when it is sent again, where it is redirected, when it is over.
///
/// A decision only: no clock, no socket. A request is repeated if doing it twice is doing it once (RFC 9110 §9.2.2: the
/// method says so, or an Idempotency-Key, or the caller), or if the server surely never saw it; and only if its body
/// can be had again.
struct Journey {
    enum Step: Equatable {
        case deliver
        case again(after: Duration)
        /// `request` was changed to what is to be asked now.
        case redirected
        case fail(HTTPClientError.Reason)
    }

    private(set) var request: HTTPClient.Request
    private var retries: Int
    private var redirects: Int
    private let followsNone: Bool
    private let policy: HTTPClient.Options.Retries
    private var backoff: Backoff

    init(_ request: HTTPClient.Request, _ options: HTTPClient.Options) {
        self.request = request
        retries = request.options.retries ?? options.retries.limit
        redirects = request.options.redirects ?? options.redirects
        followsNone = redirects == 0
        policy = options.retries
        backoff = options.retries.backoff
    }

    /// Whether doing it twice is doing it once.
    private var isRepeatable: Bool {
        switch request.method {
        case .get, .head, .put, .delete, .options: true
        case .post, .patch: request.options.isRepeatable || request.headers.contains("idempotency-key")
        }
    }

    // MARK: Failures

    /// `wasKept` says that the connection had carried an exchange before.
    mutating func failed(_ error: HTTPClientError, wasKept: Bool) -> Step {
        guard retries > 0, request.body.canBeSentAgain else { return .fail(error.reason) }
        switch error.reason {
        case .refused, .system: guard !error.mayHaveBeenCarriedOut else { return .fail(error.reason) }
        case .closed(.sending), .closed(.answer):
            guard isRepeatable || !error.mayHaveBeenCarriedOut else { return .fail(error.reason) }
            // A server that closes a connection it had kept is not in trouble.
            if wasKept {
                retries -= 1
                return .again(after: .zero)
            }
        default: return .fail(error.reason)
        }
        retries -= 1
        return .again(after: backoff.next())
    }

    // MARK: Answers

    /// `retryAfter` is what the server asks for, in seconds.
    mutating func answered(_ status: Int, location: [UInt8]?, retryAfter: Int?) -> Step {
        switch status {
        case 429, 502, 503, 504: return refused(retryAfter)
        case 301, 302, 303, 307, 308:
            guard let location, !followsNone else { return .deliver }
            return redirect(status, location)
        default: return .deliver
        }
    }

    private mutating func refused(_ retryAfter: Int?) -> Step {
        guard retries > 0, isRepeatable, request.body.canBeSentAgain else { return .deliver }
        let wait = max(backoff.next(), .seconds(retryAfter ?? 0))
        guard wait <= policy.longestWait else { return .deliver }
        retries -= 1
        return .again(after: wait)
    }

    /// RFC 9110 §15.4: 303 asks for another resource by GET; 301 and 302 turn POST into GET, by custom; 307 and 308
    /// change nothing.
    private mutating func redirect(_ status: Int, _ location: [UInt8]) -> Step {
        guard redirects > 0 else { return .fail(.tooManyRedirects) }
        let target: HTTPURL
        do { target = try request.url.resolving(location) } catch { return .fail(.redirect("\(error)")) }
        if request.url.scheme == .https, target.scheme == .http {
            return .fail(.redirect("from https to http"))
        }
        if case .unix = request.url.origin.host, target.origin != request.url.origin {
            return .fail(.redirect("from a Unix socket to another host"))
        }
        let becomesGet = status == 303 ? request.method != .head : status < 303 && request.method == .post
        if becomesGet {
            request.method = .get
            request.body = .none
            for name in ["content-type", "content-encoding", "content-language", "content-location", "digest"] {
                request.headers.remove(name)
            }
        }
        guard request.body.canBeSentAgain else { return .fail(.redirect("the body cannot be sent again")) }
        if target.origin != request.url.origin {
            for name in Self.credentials { request.headers.remove(name) }
        }
        redirects -= 1
        request.url = target
        return .redirected
    }

    /// What is meant for one origin alone.
    private static let credentials = [
        "authorization", "cookie", "proxy-authorization", "host", "x-api-key", "x-amz-security-token", "x-auth-token",
    ]
}
