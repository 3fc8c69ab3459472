import Synchronization
import Machine

/// Ended spans on their way out: bounded, and full, the oldest goes.
package final class SpanQueue: Sendable {
    private struct State {
        /// A ring, whose oldest member is at `first`.
        var ring: [EndedSpan?]
        var first = 0
        var count = 0
    }

    package let capacity: Int
    package let batch: Int
    private let state: Lock<State>
    private let droppedSpans = Atomic<Int>(0)
    /// One value for each time that sending is worth while; it ends when nothing more will come.
    let signals: AsyncStream<Void>
    private let signaling: AsyncStream<Void>.Continuation

    package init(capacity: Int = 2048, batch: Int = 512) {
        precondition(capacity > 0 && batch > 0, "a queue holds something")
        self.capacity = capacity
        self.batch = min(batch, capacity)
        state = Lock(State(ring: Array(repeating: nil, count: capacity)))
        (signals, signaling) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package var dropped: Int { droppedSpans.load(ordering: .relaxed) }
    package var count: Int { state.withLock { $0.count } }

    func append(_ span: EndedSpan) {
        let (isBatch, isFull) = state.withLock { state in
            let isFull = state.count == capacity
            state.ring[(state.first + state.count) % capacity] = span
            if isFull {
                state.first = (state.first + 1) % capacity
            } else {
                state.count += 1
            }
            return (state.count == batch, isFull)
        }
        if isFull { droppedSpans.wrappingAdd(1, ordering: .relaxed) }
        if isBatch { signal() }
    }

    /// Takes the oldest spans, a batch at most.
    func take() -> [EndedSpan] {
        state.withLock { state in
            var taken: [EndedSpan] = []
            taken.reserveCapacity(min(batch, state.count))
            while taken.count < batch, state.count > 0 {
                if let span = state.ring[state.first].take() { taken.append(span) }
                state.first = (state.first + 1) % capacity
                state.count -= 1
            }
            return taken
        }
    }

    func signal() { signaling.yield() }
    func finish() { signaling.finish() }
}
