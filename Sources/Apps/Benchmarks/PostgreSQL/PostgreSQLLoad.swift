import Basics
import Database
import Dispatch
import PostgreSQL
import Sockets
import Synchronization

/// Loads a PostgreSQL from one loop, as a server's requests do: `Benchmarks postgresql URL NAME SECONDS`.
///
/// The tables are there already: those of `pgbench`, `events`, `points` and `latest`. It prints one line of numbers:
/// how many a second, the 50th and the 99th of a hundred waits in µs, and what one takes of a processor, in µs.
struct PostgreSQLLoad: Sendable {
    private let driver: PostgreSQLDatabase
    /// As services see it.
    var database: any SQLDatabase { driver }
    let loop: EventLoop
    let time: Duration
    private let name: String

    /// What is measured, by its name on the command line.
    static let names = [
        "read-shared", "read-own", "read-lent", "transactions", "commit-16", "commit-64", "commit-256", "bulk",
        "stream",
    ]

    /// From the words behind the benchmark's name; nil when they are not understood.
    init?(_ words: some Collection<String>) throws {
        let words = Array(words)
        guard words.count == 3, Self.names.contains(words[1]), let seconds = Int(words[2]), seconds > 0 else {
            return nil
        }
        name = words[1]
        time = .seconds(seconds)
        loop = try EventLoop()
        var settings = PostgreSQLSettings(url: .init(words[0]))
        settings.connections = 16
        driver = try PostgreSQLDatabase(settings, loops: [loop])
    }

    func run() throws {
        let done = DispatchSemaphore(value: 0), outcome = Outcome()
        loop.start()
        defer { loop.drain() }
        // The bridge from a benchmark, which is synchronous: on a loop, where a server's requests are.
        Task(executorPreference: loop) {
            do {
                let text = try await measure()
                outcome.result.withLock { $0 = .success(text) }
            } catch {
                outcome.result.withLock { $0 = .failure(error) }
            }
            await driver.close()
            done.signal()
        }
        done.wait()
        print(try outcome.result.withLock { try $0.get() })
    }

    private final class Outcome: Sendable {
        let result = Mutex<Result<String, any Error>>(.success(""))
    }

    private func measure() async throws -> String {
        switch name {
        case "read-shared": try await sharedReads()
        case "read-own": try await ownReads()
        case "read-lent": try await lentReads()
        case "transactions": try await transactions()
        case "bulk": try await bulk()
        case "stream": try await stream()
        default: try await commits(Int(name.dropFirst("commit-".count)) ?? 1)
        }
    }

    /// So many callers at once, each of which does its work until the time is over; answers the line to be printed.
    func load(
        _ callers: Int, _ work: @escaping @Sendable (_ caller: Int, _ load: Waits.Start) async throws -> Waits
    ) async throws -> String {
        let start = try Waits.Start(lasting: time)
        let waits = try await withThrowingTaskGroup(of: Waits.self) { group in
            for caller in 0..<callers {
                group.addTask(executorPreference: loop) { try await work(caller, start) }
            }
            return try await group.reduce(into: Waits()) { $0.append($1) }
        }
        return try waits.line(since: start)
    }
}
