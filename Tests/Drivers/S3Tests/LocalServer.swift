import HTTP
import Lifecycle
import Sockets

/// An HTTP server within the test's own process, which answers as a store, or a service beside it, does on a bad day.
final class LocalServer: Sendable {
    let port: Int
    private let running: Task<Void, any Error>

    init(_ handler: @escaping Handler) throws {
        let listener = try Listener(.ip(.loopback, port: 0))
        port = Int(listener.address.port ?? 0)
        let server = HTTPServer(
            [HTTPListener(listener)], loops: [try EventLoop(index: 0)], limits: HTTPLimits(), HTTPApplication(handler))
        running = Task { try await server.run(until: Stop()) }
    }

    deinit { running.cancel() }
}
