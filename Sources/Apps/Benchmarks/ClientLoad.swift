import Dispatch
import HTTP
import Sockets
import Synchronization

/// Requests for 1 KiB from one loop, with so many under way at once, for so long.
struct ClientLoad {
    private let url: HTTPURL
    private let connections: Int
    private let seconds: Int

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    init(_ url: String, connections: Int, seconds: Int) throws {
        self.url = try HTTPURL(url)
        self.connections = connections
        self.seconds = seconds
    }

    /// From the words behind the benchmark's name: a URL, how many at once, how many seconds.
    init?(_ words: some Collection<String>) {
        let words = Array(words)
        guard words.count == 3, let url = try? HTTPURL(words[0]), let connections = Int(words[1]),
            let seconds = Int(words[2]), connections > 0, seconds > 0
        else { return nil }
        (self.url, self.connections, self.seconds) = (url, connections, seconds)
    }

    /// Asks, 16 times with each connection, and is content with any time that it takes.
    func once() throws {
        let loop = try EventLoop()
        loop.start()
        defer { loop.drain() }
        let client = HTTPClient()
        defer { client.shutDown() }
        _ = try ask(client, on: loop, until: .now)
    }

    /// Requests a second, and microseconds of this process's time for each.
    func run() throws -> (rate: Double, cost: Double) {
        let loop = try EventLoop()
        loop.start()
        defer { loop.drain() }
        var options = HTTPClient.Options()
        options.connectionsPerHost = connections
        let client = HTTPClient(options)
        defer { client.shutDown() }
        let clock = ContinuousClock(), cpu = try ProcessTime.now().own, start = clock.now
        let count = try ask(client, on: loop, until: start + .seconds(seconds))
        let time = (clock.now - start) / .seconds(1)
        return (Double(count) / time, (try ProcessTime.now().own - cpu) / Double(max(1, count)))
    }

    private func ask(_ client: HTTPClient, on loop: EventLoop, until end: ContinuousClock.Instant) throws -> Int {
        let url = url, outcomes = Outcomes(), done = DispatchSemaphore(value: 0)
        for _ in 0..<connections {
            // Each stands for one user of the client; the loop is where they are to run.
            Task(executorPreference: loop) {
                let result: Result<Int, any Error>
                do { result = .success(try await Self.ask(client, url, until: end)) } catch { result = .failure(error) }
                outcomes.all.withLock { $0.append(result) }
                done.signal()
            }
        }
        for _ in 0..<connections { done.wait() }
        return try outcomes.all.withLock { $0 }.reduce(0) { $0 + (try $1.get()) }
    }

    private nonisolated(nonsending) static func ask(
        _ client: HTTPClient, _ url: HTTPURL, until end: ContinuousClock.Instant
    ) async throws -> Int {
        var count = 0
        repeat {
            for _ in 0..<16 {
                let answer = try await client.send(HTTPClient.Request(.get, url))
                let size = try await answer.body.collect(upTo: 4096).count
                guard answer.status == .ok, size == 1024 else {
                    throw Failed(description: "the answer has status \(answer.status) and \(size) bytes")
                }
                count += 1
            }
        } while ContinuousClock.now < end
        return count
    }
}

/// How many answers each of several tasks got, or what went wrong.
private final class Outcomes: Sendable {
    let all = Mutex<[Result<Int, any Error>]>([])
}
