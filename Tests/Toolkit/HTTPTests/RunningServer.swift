import HTTP
import Lifecycle
import Sockets
import TestSupport

/// A server within the test's own process, on a port of its own.
final class RunningServer: Sendable {
    let port: Int
    let server: HTTPServer
    let stop = Stop()
    private let running: Task<Void, any Error>

    init(
        _ limits: HTTPLimits, loops: Int = 1, _ application: HTTPApplication
    ) throws {
        let listener = try Listener(.ip(.loopback, port: 0))
        port = Int(listener.address.port ?? 0)
        let loops = try (0..<loops).map { try EventLoop(index: $0) }
        let server = HTTPServer([HTTPListener(listener)], loops: loops, limits: limits, application)
        self.server = server
        running = Task { [stop] in try await server.run(until: stop) }
    }

    convenience init(_ application: HTTPApplication) throws { try self.init(HTTPLimits(), application) }

    convenience init(_ limits: HTTPLimits = HTTPLimits(), handler: @escaping Handler) throws {
        try self.init(limits, HTTPApplication(handler))
    }

    func wire(timeout: Duration = .seconds(20)) throws -> Wire { try Wire(port: port, timeout: timeout) }

    /// Stops and waits for the last connection.
    func end() async throws {
        stop.request()
        try await running.value
    }

    /// Says so, without waiting.
    func dropEverything() { running.cancel() }

    /// Stops at once.
    func cancel() async throws {
        running.cancel()
        try await running.value
    }
}

/// Runs a test against a server, which stops when the test is over.
func withServer(
    _ limits: HTTPLimits, _ application: HTTPApplication, loops: Int = 1,
    _ test: (RunningServer) async throws -> Void
) async throws {
    let server = try RunningServer(limits, loops: loops, application)
    do { try await test(server) } catch {
        try? await server.cancel()
        throw error
    }
    try await server.cancel()
}

func withServer(_ application: HTTPApplication, _ test: (RunningServer) async throws -> Void) async throws {
    try await withServer(HTTPLimits(), application, test)
}

/// Says what it was asked: method, path, and the body's length.
let echo: Handler = { request in
    let body = try await request.body.collect(upTo: 1 << 20)
    let text = "\(request.method.name) \(String(decoding: request.path, as: UTF8.self)) \(body.count)"
    return Response(.ok, "text/plain", Array(text.utf8))
}
