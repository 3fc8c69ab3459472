import Sockets
import Synchronization

/// Answers a request. It runs on the connection's loop and must not block it.
package typealias Handler = nonisolated(nonsending) @Sendable (Request) async throws -> Response

/// Serves HTTP/1.1 on loops that share their listening sockets.
package final class HTTPServer: Sendable {
    package let loops: [EventLoop]
    private let limits: HTTPLimits
    private let live = Atomic<Int>(0)

    package init(loops: Int, limits: HTTPLimits = HTTPLimits()) throws {
        self.loops = try (0..<loops).map { try EventLoop(index: $0) }
        self.limits = limits
    }

    /// Serves until `drain` and the end of the last connection.
    package func run(on listener: Listener, _ handler: @escaping Handler) async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            live.store(loops.count, ordering: .relaxed)
            for loop in loops {
                let shared = Shared(handler: handler, limits: limits)
                loop.start(listener: listener, peers: loops) { stream in
                    let connection = Connection(stream, shared)
                    Task(executorPreference: loop) { await connection.serve() }
                } stopped: { [self] in
                    if live.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { done.resume() }
                }
            }
        }
    }

    package func drain() { for loop in loops { loop.drain() } }
}
