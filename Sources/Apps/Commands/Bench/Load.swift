import Basics
import HTTP
import Lifecycle
import Sockets

/// Many connections, each of which asks for one thing again and again.
struct Load: Sendable {
    let url: HTTPURL
    let connections: Int
    let token: String?

    struct Result: Sendable {
        var latencies = LatencyRecord()
        var failures = 0
        /// What the first of them said.
        var firstFailure = ""
        var bodyBytes = 0
        var elapsed = Duration.zero

        var rate: Double { Double(latencies.count) * 1000 / max(0.001, elapsed.inMilliseconds) }

        mutating func add(_ other: Result) {
            latencies.add(other.latencies)
            if firstFailure.isEmpty { firstFailure = other.firstFailure }
            failures += other.failures
            bodyBytes += other.bodyBytes
        }
    }

    /// Measures on one event loop, where no request changes threads.
    func run(for duration: Duration, until stop: Stop) async throws -> Result {
        let loop = try EventLoop()
        loop.start()
        defer { loop.drain() }
        var options = HTTPClient.Options()
        options.connectionsPerHost = connections
        options.connections = connections
        if let token, !token.isEmpty { options.headers.set("Authorization", "Bearer \(token)") }
        let client = HTTPClient(options)
        defer { client.shutDown() }
        let start = ContinuousClock.now
        let end = start + duration
        var whole = Result()
        await withTaskGroup(of: Result.self) { group in
            for _ in 0..<connections {
                group.addTask(executorPreference: loop) { await ask(client, until: end, or: stop) }
            }
            for await part in group { whole.add(part) }
        }
        whole.elapsed = start.duration(to: .now)
        return whole
    }

    private func ask(_ client: HTTPClient, until end: ContinuousClock.Instant, or stop: Stop) async -> Result {
        var result = Result()
        let request = HTTPClient.Request(.get, url)
        while !stop.isRequested, result.failures < 100 {
            let start = ContinuousClock.now
            if start >= end { break }
            do {
                let response = try await client.send(request)
                result.bodyBytes += try await response.body.collect(upTo: 64 << 20).count
                if response.status.code < 400 {
                    result.latencies.add(start.duration(to: .now))
                } else {
                    result.note("status \(response.status.code)")
                }
            } catch {
                result.note("\(error)")
            }
        }
        return result
    }
}

extension Load.Result {
    fileprivate mutating func note(_ failure: String) {
        failures += 1
        if firstFailure.isEmpty { firstFailure = failure }
    }
}
