/// The connections of one pool to one origin, and who waits for one.
final class PoolHost {
    let origin: HTTPURL.Origin
    /// The one used last is the last.
    var idle: [ClientConnection] = []
    /// All of them: idle, in use, and being opened.
    var live = 0
    var waiting = WaitingLine()

    init(_ origin: HTTPURL.Origin) { self.origin = origin }

    var isUnused: Bool { live == 0 && waiting.isEmpty }
}

/// A request that waits for a connection.
struct PoolWaiter {
    enum Grant: Sendable {
        case connection(ClientConnection)
        /// A place in which to open one.
        case place
        case failed(HTTPClientError.Reason)
    }

    let ticket: UInt64
    let continuation: CheckedContinuation<Grant, Never>
}

/// First come, first served; who gives up leaves from the middle.
struct WaitingLine {
    private var waiters: [PoolWaiter] = []
    private var first = 0

    var isEmpty: Bool { first == waiters.count }

    mutating func append(_ waiter: PoolWaiter) { waiters.append(waiter) }

    mutating func popFirst() -> PoolWaiter? {
        guard first < waiters.count else { return nil }
        defer {
            first += 1
            if first == waiters.count || first >= 64 {
                waiters.removeFirst(first)
                first = 0
            }
        }
        return waiters[first]
    }

    mutating func remove(_ ticket: UInt64) -> PoolWaiter? {
        guard let place = waiters[first...].firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return waiters.remove(at: place)
    }
}
