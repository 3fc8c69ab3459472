import Arguments
import Basics
import HTTP
import JSON
import Lifecycle

struct Bench: Command {
    static let name = "bench"
    static let summary = "Measure a running server: how many requests a second, and how long they take."
    static let examples = [
        Example("apus bench", "5 s with 16 connections, asking /health/live"),
        Example("apus bench --connections 64 --duration 30s"),
        Example("apus bench /api/v1/version --json", "another path, for scripts"),
    ]
    static var parameters: [Parameter<Self>] {
        let own: [Parameter<Self>] = [
            .argument("PATH", \.path, as: .text("a path that begins with /"), "What to ask for."),
            .server(\.server),
            .option(
                "connections", short: "c", \.connections, as: .integer(1...4096), "N",
                "Connections kept open, each with one request at a time."),
            .option(
                "duration", short: "t", \.duration, as: .duration(.milliseconds(100)...(.seconds(3600))), "TIME",
                "How long to measure."),
        ]
        return own + OutputOptions.parameters(at: \.output)
    }

    var path = "/health/live"
    var server: HTTPURL?
    var connections = 16
    var duration = Duration.seconds(5)
    var output = OutputOptions()

    func run(in session: Session) async throws {
        session.takeStop()
        let server = try session.server(server)
        let url: HTTPURL
        do {
            url = try server.with(target: path)
        } catch {
            throw CommandFailure("PATH is '\(path)': \(error)", code: .usage)
        }
        let talk = ServerTalk(server, environment: session.environment)
        _ = try await talk.require(path)
        session.console.say("Asking \(url) over \(connections) connections for \(duration.spelled) …")
        let load = Load(url: url, connections: connections, token: session.environment["APUS_TOKEN"])
        let result = try await load.run(for: duration, until: session.stop)
        session.console.write(
            try listing(result).text(output, width: session.console.width, style: session.console.style))
        if session.stop.isRequested { throw CommandFailure.silent(.interrupted) }
        if result.failures > 0 { throw CommandFailure("\(result.failures) requests failed: \(result.firstFailure)") }
    }

    private func listing(_ result: Load.Result) -> Listing {
        func milliseconds(_ part: Double) -> Listing.Cell {
            let value = result.latencies.quantile(part).inMilliseconds
            let rounded = (value * 1000).rounded() / 1000
            return Listing.Cell(.number(rounded), "\(rounded) ms")
        }
        let rate = result.rate.rounded()
        return Listing(record: [
            (.init("rate", "requests a second"), .init(.number(rate), "\(Int(rate))")),
            (.init("p50_ms", "half within"), milliseconds(0.5)),
            (.init("p99_ms", "99 of 100 within"), milliseconds(0.99)),
            (.init("max_ms", "all within"), milliseconds(1)),
            (.init("requests", "requests"), .init(result.latencies.count)),
            (.init("failures", "failures"), .init(result.failures)),
            (.init("body_bytes", "bytes of bodies"), .init(result.bodyBytes)),
            (
                .init("seconds", "measured for"),
                .init(
                    .number((result.elapsed.inMilliseconds).rounded() / 1000),
                    "\(result.elapsed.wholeMilliseconds) ms")
            ),
        ])
    }
}
