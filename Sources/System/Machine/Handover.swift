/// A value that a thread gives and one task waits for.
///
/// The task takes it from under the lock, also when a continuation has woken it. A continuation alone would do, but one
/// that is resumed before its task has suspended is not seen by the thread sanitizer: all that the giver had written
/// would be reported as a race.
package final class Handover<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Lock(State())

    package init() {}

    /// To be called once. Any thread.
    package func give(_ value: Value) {
        let waiting = state.withLock { state in
            state.value = value
            return state.waiting.take()
        }
        waiting?.resume()
    }

    /// Waits for the value. To be called once.
    package func take() async -> Value {
        while true {
            if let value = state.withLock({ $0.value.take() }) { return value }
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.value == nil { state.waiting = continuation }
                    return state.value != nil
                }
                if isThere { continuation.resume() }
            }
        }
    }
}
