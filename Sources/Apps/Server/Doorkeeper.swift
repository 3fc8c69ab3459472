import HTTP
import Lifecycle

/// Serves until asked to stop; then says for a while that it is not ready, so that load balancers look elsewhere, and
/// only then accepts no more.
struct Doorkeeper: Daemon {
    let name = "HTTP server"
    private let server: HTTPServer
    private let readiness: ReadinessState
    private let delay: Duration

    init(_ server: HTTPServer, _ readiness: ReadinessState, delay: Duration) {
        self.server = server
        self.readiness = readiness
        self.delay = delay
    }

    func run(until stop: Stop) async throws {
        let closing = Stop()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(until: closing) }
            group.addTask {
                readiness.enter(.ready)
                await stop.requested()
                readiness.enter(.draining)
                defer { closing.request() }
                if delay > .zero { try? await Task.sleep(for: delay) }
            }
            try await group.waitForAll()
        }
    }
}
