import Basics

/// What becomes of one request over its attempts: a decision only, without clock or socket.
///
/// Trouble that passes (429, 500, 502 to 504, `SlowDown`, a broken connection) is waited out, a bounded number of
/// times. A wrong clock and a key that is not taken are put right once each, without a wait. All requests to S3 can be
/// repeated, for doing one twice is doing it once; what cannot is a body that only comes once.
struct Attempts: Sendable {
    struct Policy: Sendable, Equatable {
        /// How often a request is sent again, at most.
        var limit = 5
        var backoff = Backoff(first: .milliseconds(50), limit: .seconds(5))
        /// A store that wants more patience than this is not asked again.
        var longestWait: Duration = .seconds(20)
    }

    enum Step: Sendable, Equatable {
        case again(after: Duration)
        /// The clock is to be set by the store's; then the request is sent again.
        case setClock
        /// A newer key is to be looked for; if there is one, the request is sent again.
        case renewKey
        case fail
    }

    private let policy: Policy
    private var left: Int
    private var backoff: Backoff
    private var hasSetClock = false
    private var hasRenewedKey = false
    private var hasLostConnection = false

    /// Whether there was an attempt before the one that failed last.
    private(set) var areSeveral = false
    private var isFirst = true

    init(_ policy: Policy = Policy()) {
        self.policy = policy
        left = policy.limit
        backoff = policy.backoff
    }

    /// There was no answer. A store may close a connection that it has kept for a while: the first time nothing is
    /// wrong.
    mutating func lostConnection(isRepeatable: Bool) -> Step {
        count()
        guard isRepeatable, left > 0 else { return .fail }
        left -= 1
        defer { hasLostConnection = true }
        return .again(after: hasLostConnection ? backoff.next() : .zero)
    }

    /// - Parameters:
    ///   - retryAfter: what the store asks for, in seconds.
    ///   - isOffTime: whether the store's clock is too far from the one that signed.
    mutating func answered(_ error: StoreError, retryAfter: Int?, isOffTime: Bool, isRepeatable: Bool) -> Step {
        count()
        guard isRepeatable else { return .fail }
        if (error.isAboutTime || error.status == 403) && isOffTime, !hasSetClock {
            hasSetClock = true
            return .setClock
        }
        if error.isAboutKey || error.status == 403 && error.message.isEmpty, !hasRenewedKey {
            hasRenewedKey = true
            return .renewKey
        }
        guard error.isPassing, left > 0 else { return .fail }
        let wait = max(backoff.next(), .seconds(retryAfter ?? 0))
        guard wait <= policy.longestWait else { return .fail }
        left -= 1
        return .again(after: wait)
    }

    private mutating func count() {
        areSeveral = !isFirst
        isFirst = false
    }
}
