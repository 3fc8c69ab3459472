import API
import HTTP
import Hosting
import Lifecycle
import Model
import Observability
import Sockets
import TestSupport
import Testing

@testable import Server

/// What an operation says of its own time, kept by a server whose settings say otherwise.
@Suite("Deadlines of operations", .timeLimit(.minutes(1))) struct DeadlineTests {
    /// Is never done by itself, and is not let wait for long.
    private struct Short: Endpoint {
        static let route = Route.get("/short")
        static let access = Access.everyone(reason: "It is a test.")
        static let summary = "Waits."
        static let feature = Feature.service
        static let limits = Limits(deadline: .milliseconds(50))
        static let example = Short()
    }

    /// May take all the time it wants.
    private struct Long: Endpoint {
        static let route = Route.get("/long")
        static let access = Access.everyone(reason: "It is a test.")
        static let summary = "Waits for another."
        static let feature = Feature.service
        static let limits = Limits(deadline: nil)
        static let example = Long()
    }

    /// Takes what the server gives.
    private struct Usual: Endpoint {
        static let route = Route.get("/usual")
        static let access = Access.everyone(reason: "It is a test.")
        static let summary = "Waits."
        static let feature = Feature.service
        static let example = Usual()
    }

    private func routes(_ gate: Stop, _ began: Stop) throws -> Routes {
        var routes = Routes(HostingTools(answers: AnswersInMemory(), pages: PageTokens(key: [1])))
        try routes.serve(Short.self) { _, _ in
            await Stop().requested()
            return Empty()
        }
        try routes.serve(Usual.self) { _, _ in
            await Stop().requested()
            return Empty()
        }
        try routes.serve(Long.self) { _, _ in
            began.request()
            await gate.requested()
            try Task.checkCancellation()
            return Empty()
        }
        return routes
    }

    /// Asks, one after the other on connections of their own, a server whose answers may take so long.
    private func statuses(_ time: Duration, _ paths: [String], last: String? = nil) async throws -> [Int] {
        let (gate, began) = (Stop(), Stop())
        let log = Log(.json, minimum: .fatal)
        let dispatcher = try Dispatcher(routes(gate, began), log: log, tracer: .silent) { _ in
            .known(Caller(.anonymous, permissions: []))
        }
        let listener = try Listener(.ip(.loopback, port: 0))
        let place = "http://\(listener.address)/api/v1/"
        var limits = HTTPLimits()
        limits.handlerTime = time
        let server = HTTPServer(
            [HTTPListener(listener)], loops: [try EventLoop(index: 0)], limits: limits,
            HTTPApplication(dispatcher.respond))
        let stop = Stop()
        async let serving: Void = server.run(until: stop)
        let client = HTTPClient()
        async let held = status(of: last.map { place + $0 }, client)
        if last != nil { await began.requested() }
        var statuses: [Int] = []
        for path in paths {
            if let status = try await status(of: place + path, client) { statuses.append(status) }
        }
        gate.request()
        if let last = try await held { statuses.append(last) }
        stop.request()
        try await serving
        return statuses
    }

    private func status(of url: String?, _ client: HTTPClient) async throws -> Int? {
        guard let url else { return nil }
        var request = HTTPClient.Request(.get, try HTTPURL(url))
        request.options.retries = 0
        return Int(try await client.send(request).status.code)
    }

    @Test func `an operation that must be quick is cut off before the server's time`() async throws {
        #expect(try await statuses(.seconds(3600), ["short"]) == [503])
    }

    @Test func `one that may take its time outlives the server's`() async throws {
        #expect(try await statuses(.milliseconds(50), ["usual", "usual"], last: "long") == [503, 503, 204])
    }
}
