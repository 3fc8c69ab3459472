import Arguments
import Basics
import HTTP
import JSON
import Settings

/// Questions to a running server.
struct ServerTalk: Sendable {
    let server: HTTPURL
    private let client: HTTPClient

    init(_ server: HTTPURL, environment: [String: String], limit: Duration = .seconds(10)) {
        self.server = server
        var options = HTTPClient.Options()
        options.timeouts.whole = limit
        options.timeouts.connect = min(limit, .seconds(5))
        if let token = environment["APUS_TOKEN"], !token.isEmpty {
            options.headers.set("Authorization", "Bearer \(token)")
        }
        options.headers.set("User-Agent", "apus/\(Version.current)")
        client = HTTPClient(options)
    }

    struct Answer: Sendable {
        let status: Status
        let headers: HeaderFields
        let body: [UInt8]
        let duration: Duration

        var json: JSONValue? { try? JSONValue(json: body) }
    }

    func get(_ path: String) async throws(CommandFailure) -> Answer {
        let start = ContinuousClock.now
        do {
            let response = try await client.send(HTTPClient.Request(.get, server.with(target: path)))
            let body = try await response.body.collect(upTo: 64 << 20)
            return Answer(
                status: response.status, headers: response.headers, body: body, duration: start.duration(to: .now))
        } catch {
            throw CommandFailure(
                "no server answers at \(server.origin): \(error)\n"
                    + "Start one with 'apus up', or name another with --server or APUS_SERVER.", code: .unreachable)
        }
    }

    /// An answer that must be good.
    func require(_ path: String) async throws(CommandFailure) -> Answer {
        let answer = try await get(path)
        guard answer.status.code == 200 else {
            let detail = answer.json?["detail"]?.string ?? "\(answer.status.reason)"
            throw CommandFailure(
                "\(server.origin)\(path) answered \(answer.status.code): \(detail)", code: ExitCode(answer.status))
        }
        return answer
    }

    func close() { client.shutDown() }
}

extension Parameter where Owner: Command {
    /// `--server URL`, for every command that talks to one.
    static func server(_ path: any WritableKeyPath<Owner, HTTPURL?> & Sendable) -> Self {
        .option("server", short: "s", path, as: .httpURL, "URL", "The server; else APUS_SERVER, else this machine's.")
    }
}
