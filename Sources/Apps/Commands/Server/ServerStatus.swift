import Arguments
import Basics
import HTTP
import JSON

struct ServerStatus: Command {
    static let name = "status"
    static let summary = "Ask a running server how it is."
    static let examples = [
        Example("apus server status"),
        Example("apus server status --server https://ml.example.org --json"),
    ]
    static var parameters: [Parameter<Self>] {
        let own: [Parameter<Self>] = [.server(\.server)]
        return own + OutputOptions.parameters(at: \.output)
    }

    var server: HTTPURL?
    var output = OutputOptions()

    func run(in session: Session) async throws {
        let talk = ServerTalk(try session.server(server), environment: session.environment)
        let ready = try await talk.get("/health/ready")
        let version = try await talk.get("/api/v1/version").json?["version"]?.string
        let isReady = ready.status.code == 200
        let parts = ready.json?["parts"]?.array ?? []
        let list = parts.compactMap { part in
            part["name"]?.string.map { "\($0) \(part["state"]?.string ?? "")" }
        }
        let listing = Listing(record: [
            (.init("server", "server"), .init("\(talk.server.origin)")),
            (.init("ready", "ready"), .init(.boolean(isReady), isReady ? "yes" : "no")),
            (.init("version", "version"), .init(version.map { .string($0) } ?? .null, version ?? "not told")),
            (.init("latency_ms", "answered in"), Self.latency(ready.duration)),
            (.init("parts", "parts"), .init(.array(parts), list.isEmpty ? "none" : list.joined(separator: ", "))),
        ])
        session.console.write(try listing.text(output, width: session.console.width, style: session.console.style))
        if !isReady { throw CommandFailure("the server is not ready", code: .unreachable) }
    }

    private static func latency(_ duration: Duration) -> Listing.Cell {
        let milliseconds = (duration.inMilliseconds * 1000).rounded() / 1000
        return Listing.Cell(.number(milliseconds), "\(milliseconds) ms")
    }
}
