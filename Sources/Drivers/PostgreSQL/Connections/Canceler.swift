import Machine
import Synchronization

/// Sends requests to cancel, each on a thread of its own, because libpq blocks for as long as the network makes it.
/// Those beyond a number wait for their turn: a connection has at most one, so that they are bounded as well.
final class Canceler: Sendable {
    private struct Request: Sendable {
        let key: CancelKey
        let then: @Sendable () -> Void
    }

    private struct State {
        var threads = 0
        var waiting: [Request] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 16) { self.limit = limit }

    /// Calls `then` on another thread once the server has passed the request on, or it has failed.
    func send(_ key: CancelKey, then: @escaping @Sendable () -> Void) {
        let request = Request(key: key, then: then)
        let isFree = state.withLock { state in
            guard state.threads < limit else {
                state.waiting.append(request)
                return false
            }
            state.threads += 1
            return true
        }
        if isFree { DetachedThread.start(name: "cancel") { [self] in work(request) } }
    }

    /// Sends one request after the other until none waits.
    private func work(_ first: Request) {
        var next: Request? = first
        while let request = next {
            _ = request.key.send()
            request.then()
            next = state.withLock { state in
                if state.waiting.isEmpty {
                    state.threads -= 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
        }
    }
}
