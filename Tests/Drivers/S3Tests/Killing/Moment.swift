import Synchronization

/// A moment in the middle of what many do: when they have made so many steps together.
final class Moment: Sendable {
    private let left: Atomic<Int>
    private let (reached, reach) = AsyncStream<Void>.makeStream()

    init(after steps: Int) { left = Atomic(steps) }

    func step() {
        if left.subtract(1, ordering: .relaxed).newValue == 0 { end() }
    }

    /// It will not be waited for any longer.
    func end() { reach.yield() }

    func comes() async { for await _ in reached { return } }
}
