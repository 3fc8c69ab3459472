import JSON
import Machine

/// Tapes to read documents from, used again and again, so that reading a request allocates nothing for them.
package final class TapePool: Sendable {
    final class Box {
        var tape = Tape()
    }

    /// What a tape has grown to for longer texts is not kept.
    private static let longest = 256 << 10
    private static let most = 16
    private let free = Lock<[Box]>([])

    package init() {}

    /// Lays a text on a tape (an empty object, when there is no text) for as long as `body` takes.
    func read<Value, Refusal: Error>(
        _ text: ArraySlice<UInt8>, _ body: (inout Tape) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let box = free.withLock { $0.popLast() } ?? Box()
        defer {
            if text.count <= Self.longest { free.withLock { if $0.count < Self.most { $0.append(box) } } }
        }
        return try body(&box.tape)
    }
}
