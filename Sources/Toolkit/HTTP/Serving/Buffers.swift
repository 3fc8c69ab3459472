/// Memory that a connection borrows while it has bytes to handle.
struct Buffers: Sendable {
    /// Enough for nearly every head; a longer one gets more.
    static let capacity = 4 * 1024
    /// Answers to pipelined requests gather up to here.
    static let most = 32 * 1024

    var input: [UInt8] = []
    var output: [UInt8] = []
    var fields: [Field] = []

    static func make() -> Buffers {
        var buffers = Buffers(input: [UInt8](repeating: 0, count: capacity))
        buffers.output.reserveCapacity(1024)
        buffers.fields.reserveCapacity(16)
        return buffers
    }

    /// Whether they are of ordinary size, worth keeping.
    var isOrdinary: Bool { input.count == Self.capacity && output.capacity <= 2 * Self.most }
}
