import Sockets
import Synchronization

package typealias Handler = nonisolated(nonsending) @Sendable (Request) async throws -> Response

package struct Limits: Sendable {
    package var headSeconds = 10, idleSeconds = 60, bodySeconds = 30, writeSeconds = 30
    package init() {}
}

/// Memory a connection borrows while it has bytes to handle.
struct Buffers: Sendable {
    static let capacity = 16 * 1024
    var input: [UInt8] = []
    var output: [UInt8] = []
    var fields: [Field] = []

    static func make() -> Buffers {
        var buffers = Buffers(input: [UInt8](repeating: 0, count: capacity))
        buffers.output.reserveCapacity(4096)
        buffers.fields.reserveCapacity(16)
        return buffers
    }
}

/// What the connections of one loop share.
final class Shared: Sendable {
    let handler: Handler
    let limits: Limits
    private let pool = Mutex<[Buffers]>([])
    private let date = Mutex<(epoch: Int, line: [UInt8])>((0, []))
    init(handler: @escaping Handler, limits: Limits) { self.handler = handler; self.limits = limits }

    func borrow() -> Buffers { pool.withLock { $0.popLast() } ?? .make() }
    func giveBack(_ buffers: consuming Buffers) {
        guard buffers.output.capacity <= 4 * Buffers.capacity else { return }
        let buffers = buffers
        pool.withLock { if $0.count < 64 { $0.append(buffers) } }
    }
    func appendDate(to output: inout [UInt8]) {
        let now = epochNow()
        let line = date.withLock { date in
            if date.epoch != now { date = (now, Array("date: ".utf8) + httpDate(now) + [0x0D, 0x0A]) }
            return date.line
        }
        output.append(contentsOf: line)
    }
}

/// Loops that share one listening socket.
package final class Server: Sendable {
    package let loops: [EventLoop]
    private let limits: Limits
    private let live = Atomic<Int>(0)
    nonisolated(unsafe) package static var prefer = true  // false: to look for the trap

    package init(loops: Int, limits: Limits = Limits(), coalesceWakeups: Bool = true) throws {
        self.loops = try (0..<loops).map { try EventLoop(index: $0, coalesceWakeups: coalesceWakeups) }
        self.limits = limits
    }

    /// Serves until `drain` and the end of the last connection.
    package func run(on listener: borrowing Listener, _ handler: @escaping Handler) async {
        let listener = copy listener
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            live.store(loops.count, ordering: .relaxed)
            for loop in loops {
                let shared = Shared(handler: handler, limits: limits)
                loop.start(listener: listener, peers: loops) { stream in
                    let connection = Connection(stream, shared)
                    if unsafe Self.prefer {
                        Task(executorPreference: loop) { await connection.serve() }
                    } else {
                        Task { await connection.serve() }
                    }
                } stopped: { [self] in
                    if live.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { done.resume() }
                }
            }
        }
    }
    package func drain() { for loop in loops { loop.drain() } }
}
