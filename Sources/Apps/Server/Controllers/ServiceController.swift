import API
import Basics
import HTTP
import Hosting
import JSON
import Model
import Observability
import Sockets

/// How the server is, what it speaks, and what it counts.
struct ServiceController: Sendable {
    /// The release of MLflow whose clients the server serves.
    private static let trackingVersion = Array("3.18.0".utf8)
    private static let well = Array("OK".utf8)
    /// A loop that takes longer than this for one turn is stuck.
    private static let longestTurn = 5000

    private let metrics: Metrics
    private let loops: [EventLoop]
    private let readiness: ReadinessState
    private let parts: @Sendable () async -> [Readiness.Part]
    private let contract: Response

    init(
        metrics: Metrics, loops: [EventLoop], readiness: ReadinessState,
        parts: @escaping @Sendable () async -> [Readiness.Part] = { [] }
    ) throws {
        self.metrics = metrics
        self.loops = loops
        self.readiness = readiness
        self.parts = parts
        contract = try Self.contract()
    }

    func add(to routes: inout Routes) throws {
        try routes.serve(GetVersion.self, with: version)
        try routes.serve(GetHealth.self, with: health)
        try routes.serve(GetLiveness.self, with: liveness)
        try routes.serve(GetReadiness.self, with: readiness)
        try routes.serve(GetTrackingVersion.self, with: trackingVersion)
        try routes.serve(GetMetrics.self, with: metrics)
        try routes.serve(GetContract.self, with: contract)
    }

    private func version(_ request: GetVersion, _ call: Call) -> ServerVersion {
        ServerVersion(version: Version.current)
    }

    private func health(_ request: GetHealth, _ call: Call) -> Response {
        Response(.ok, .text, Self.well)
    }

    private func liveness(_ request: GetLiveness, _ call: Call) throws -> Liveness {
        let stuck = loops.filter { $0.millisecondsInTurn > Self.longestTurn }.count
        guard stuck == 0 else { throw Failure(.unavailable, "\(stuck) of \(loops.count) event loops are stuck.") }
        return Liveness(loops: loops.count)
    }

    private func readiness(_ request: GetReadiness, _ call: Call) async throws -> Readiness {
        switch readiness.current {
        case .starting:
            throw Failure(.unavailable, "The server is starting.", retryAfter: .seconds(1))
        case .draining:
            throw Failure(.unavailable, "The server is stopping: it finishes what it has in hand.")
        case .ready: break
        }
        let parts = await parts()
        let down = parts.filter { $0.state == .down }
        guard down.isEmpty else {
            throw Failure(
                .unavailable, "The server waits for \(down.map(\.name).joined(separator: ", ")).",
                details: down.map { Failure.Detail(field: $0.name, message: $0.detail ?? "It is down.") },
                retryAfter: .seconds(1))
        }
        return Readiness(parts: parts)
    }

    private func trackingVersion(_ request: GetTrackingVersion, _ call: Call) -> Response {
        Response(.ok, .text, Self.trackingVersion)
    }

    private func metrics(_ request: GetMetrics, _ call: Call) -> Response {
        let accept = call.request.header("accept").map { String(decoding: $0, as: UTF8.self) }
        let format = accept.map { MetricsFormat(accept: $0) } ?? .prometheus
        return Response(.ok, format.contentType.description, metrics.page(format))
    }

    private func contract(_ request: GetContract, _ call: Call) -> Response { contract }

    /// The document, made once; its tag lets whoever has it already keep it.
    private static func contract() throws -> Response {
        let bytes = try OpenAPIDocument(version: Version.current).json.json()
        var response = Response(.ok, .json, bytes)
        response.headers.add("cache-control", "no-cache")
        response.validator = Validator(tag: ContentTag.of(bytes))
        return response
    }
}
