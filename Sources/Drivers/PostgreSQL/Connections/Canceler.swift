import Machine
import Synchronization

/// Sends requests to cancel, each on a thread of its own, because libpq blocks for as long as the network makes it.
final class Canceler: Sendable {
    private let limit: Int
    private let underWay = Mutex(0)

    init(limit: Int = 16) { self.limit = limit }

    /// Calls `then` on that thread once the server has passed the request on, or it has failed. False, and no call,
    /// when too many are under way.
    func send(_ key: CancelKey, then: @escaping @Sendable () -> Void) -> Bool {
        let isFree = underWay.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isFree else { return false }
        DetachedThread.start(name: "cancel") { [self] in
            _ = key.send()
            underWay.withLock { $0 -= 1 }
            then()
        }
        return true
    }
}
