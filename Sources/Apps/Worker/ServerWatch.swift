import Basics
import HTTP
import Lifecycle
import Observability

/// Asks the server again and again whether it takes requests, and says when that changes.
struct ServerWatch: Daemon {
    let server: HTTPURL
    let log: Log
    private let client: HTTPClient

    /// How often a server that answers is asked.
    private static let interval = Duration.seconds(15)

    init(server: HTTPURL, log: Log) {
        self.server = server
        self.log = log
        var options = HTTPClient.Options()
        options.timeouts.whole = .seconds(5)
        client = HTTPClient(options)
    }

    func run(until stop: Stop) async throws {
        var backoff = Backoff(first: .milliseconds(200), limit: .seconds(30))
        var last: Finding?
        while !stop.isRequested {
            guard let finding = await ask(until: stop) else { break }
            if finding != last { report(finding) }
            last = finding
            if finding == .answers { backoff.reset() }
            await stop.requested(within: finding == .answers ? Self.interval : backoff.next())
        }
        client.shutDown()
    }

    private enum Finding: Equatable {
        case answers
        case isNotReady(Int)
        case isUnreachable(String)
    }

    /// What the server says, or nothing when a stop is requested meanwhile.
    private func ask(until stop: Stop) async -> Finding? {
        await withTaskGroup(of: Finding?.self) { group in
            group.addTask { await ask() }
            group.addTask {
                await stop.requested()
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func ask() async -> Finding {
        do {
            let url = try server.with(target: "/health/ready")
            let response = try await client.send(HTTPClient.Request(.get, url))
            _ = try await response.body.collect(upTo: 64 << 10)
            return response.status.code == 200 ? .answers : .isNotReady(Int(response.status.code))
        } catch {
            return .isUnreachable("\(error)")
        }
    }

    private func report(_ finding: Finding) {
        let fields: LogFields = ["server.url": "\(server)"]
        switch finding {
        case .answers: log.info("The server answers", fields)
        case .isNotReady(let status):
            log.warning(
                "The server is not ready; trying again", ["server.url": "\(server)", "http.status": LogValue(status)])
        case .isUnreachable(let reason):
            log.warning(
                "The server cannot be reached; trying again", ["server.url": "\(server)", "reason": "\(reason)"])
        }
    }
}
