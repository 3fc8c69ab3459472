import Machine
import Sockets
import Synchronization

/// What all connections of a server share.
final class ServerCore: Sendable {
    let application: HTTPApplication
    let limits: HTTPLimits
    let site: SiteGuard?
    let connections: ConnectionLimit
    let handlerMilliseconds: Int
    private let ordinaryPatience: Int
    private let crowdedPatience: Int
    /// The first half of every request's id.
    let idPrefix = UInt64.random(in: .min ... .max)
    private let accepted = Atomic<Int>(0)
    private let inFlight = Atomic<Int>(0)
    private let crowded = Atomic<Bool>(false)
    private let draining = Atomic<Bool>(false)
    private let madeRoom = Atomic<Int>(0)
    private let counts = Mutex(HTTPCounts())

    init(_ application: HTTPApplication, _ limits: HTTPLimits) {
        self.application = application
        self.limits = limits
        site = application.site.map(SiteGuard.init)
        handlerMilliseconds = limits.handlerTime.milliseconds
        ordinaryPatience = (limits.idleTime.milliseconds + 999) / 1000
        crowdedPatience = (limits.crowdedIdleTime.milliseconds + 999) / 1000
        connections = ConnectionLimit(total: limits.connections, perPeer: limits.connectionsPerAddress)
    }

    /// The number of a new connection.
    func accept() -> Int {
        crowded.store(connections.used * 100 > connections.total * limits.crowdedAt, ordering: .relaxed)
        return accepted.add(1, ordering: .relaxed).newValue
    }

    /// Whether it is time again to look for idle connections to close: looking at all costs more than refusing one.
    func mayMakeRoom() -> Bool {
        let now = Ticks.milliseconds, last = madeRoom.load(ordering: .relaxed)
        guard now - last >= 100 else { return false }
        return madeRoom.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
    }

    /// Whether each answer is its connection's last: from the moment on when the server is asked to stop, though some
    /// loops hear of it later.
    var isDraining: Bool { draining.load(ordering: .relaxed) }
    func drain() { draining.store(true, ordering: .relaxed) }

    var isCrowded: Bool { crowded.load(ordering: .relaxed) }
    /// For how many seconds a connection may be idle.
    var patience: Int { isCrowded ? crowdedPatience : ordinaryPatience }
    var isFull: Bool { connections.used >= connections.total }

    /// Whether one more request may be worked on; then `leave` must follow.
    func enter() -> Bool {
        guard inFlight.add(1, ordering: .relaxed).oldValue < limits.requestsInFlight else {
            leave()
            return false
        }
        return true
    }

    /// Works on a request beyond the bound.
    func enterAnyway() { inFlight.add(1, ordering: .relaxed) }

    func leave() { inFlight.subtract(1, ordering: .relaxed) }

    func count(_ change: (inout HTTPCounts) -> Void) { counts.withLock { change(&$0) } }

    /// All counts; those of requests come from the loops.
    func counts(requests: Int) -> HTTPCounts {
        var all = counts.withLock { $0 }
        all.connections = accepted.load(ordering: .relaxed)
        all.openConnections = connections.used
        all.requests = requests
        all.requestsInFlight = inFlight.load(ordering: .relaxed)
        return all
    }

    /// The whole of the last answer to a connection that is one too many.
    func turnAway() -> [UInt8] {
        count { $0.refusedConnections += 1 }
        let refusal = Refusal(
            .serviceUnavailable, "There are too many connections.", retryAfter: limits.retryAfter)
        let response = application.refuse(refusal, RequestID(high: idPrefix, low: 0))
        guard response.headers.isSound, case .bytes(let bytes) = response.content else { return [] }
        var output: [UInt8] = []
        Answer.encodeHead(
            response.status, response.headers, .length(bytes.count), keepsAlive: false, minorVersion: 1, stamp: [],
            into: &output)
        return output + bytes
    }
}
