import Dispatch
import Foundation
import HTTP
import Sockets
import Synchronization

/// The HTTP client against `wrk`, in turn, both asking one nginx with one worker for 1 KiB.
enum ClientBenchmark {
    private static let seconds = 2
    private static let rounds = 3

    static func run() throws {
        // The server has one core, whoever asks it the other: where the scheduler puts them shall decide nothing.
        try Peer.run("/usr/bin/taskset", "-a", "-p", "-c", "1", "\(ProcessInfo.processInfo.processIdentifier)")
        let nginx = try Peer()
        defer { nginx.stop() }
        print("connections      client/s         wrk/s    ratio    client's CPU µs each")
        for connections in [1, 64] {
            var ours: [(rate: Double, cpu: Double)] = [], theirs: [Double] = []
            for _ in 0..<rounds {
                theirs.append(try nginx.wrk(connections: connections, seconds: seconds))
                ours.append(try client(nginx.url, connections: connections))
            }
            let rate = median(ours.map(\.rate)), peer = median(theirs), cpu = median(ours.map(\.cpu))
            print(
                String(
                    format: "%11d %13.0f %13.0f %8.2f %12.2f", connections, rate, peer, rate / peer, cpu))
        }
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    /// Requests a second, and microseconds of this process's time for each.
    private static func client(_ url: String, connections: Int) throws -> (rate: Double, cpu: Double) {
        let url = try HTTPURL(url), loop = try EventLoop(), client = HTTPClient()
        loop.start()
        let counted = Count(), done = DispatchSemaphore(value: 0)
        let clock = ContinuousClock(), start = clock.now, cpu = try ProcessTime.microseconds()
        let end = start + .seconds(seconds)
        for _ in 0..<connections {
            // Each stands for one user of the client; the loop is where they are to run.
            Task(executorPreference: loop) {
                var count = 0
                while clock.now < end {
                    for _ in 0..<16 {
                        let answer = try await client.send(HTTPClient.Request(.get, url))
                        count += try await answer.body.collect(upTo: 4096).count == 1024 ? 1 : 0
                    }
                }
                counted.value.withLock { $0 += count }
                done.signal()
            }
        }
        for _ in 0..<connections { done.wait() }
        let count = Double(counted.value.withLock { $0 }), time = (clock.now - start) / .seconds(1)
        let spent = try ProcessTime.microseconds() - cpu
        client.shutDown()
        loop.drain()
        return (count / time, spent / max(1, count))
    }
}

/// A number that several tasks add to.
private final class Count: Sendable {
    let value = Mutex(0)
}

/// What this process has used of the processors.
private enum ProcessTime {
    /// From /proc, in steps of 10 ms.
    static func microseconds() throws -> Double {
        let line = try String(contentsOfFile: "/proc/self/stat", encoding: .utf8)
        let fields = line.drop { $0 != ")" }.split(separator: " ")
        return fields[12...13].compactMap { Double($0) }.reduce(0, +) * 10_000
    }
}

/// A real nginx in a folder of its own, and `wrk` to ask it.
private struct Peer {
    private let program = Process()
    private let folder = FileManager.default.temporaryDirectory.appending(path: "apus-bench-\(UUID().uuidString)")
    let url: String

    init() throws {
        let port = Int.random(in: 20_000..<60_000)
        url = "http://127.0.0.1:\(port)/small"
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(repeating: 65, count: 1024).write(to: folder.appending(path: "small"))
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: " ")
        let configuration = """
            daemon off; worker_processes 1; pid \(folder.path)/pid; error_log stderr;
            events { worker_connections 1024; }
            http {
                access_log off; keepalive_requests 1000000000; open_file_cache max=10; sendfile on; \(temporary)
                server { listen 127.0.0.1:\(port) backlog=1024; root \(folder.path); }
            }
            """
        try Data(configuration.utf8).write(to: folder.appending(path: "nginx.conf"))
        program.executableURL = URL(filePath: "/usr/bin/taskset")
        program.arguments = ["-c", "0", "/usr/sbin/nginx", "-c", "\(folder.path)/nginx.conf", "-e", "stderr"]
        try program.run()
        Thread.sleep(forTimeInterval: 0.5)
    }

    func stop() {
        program.terminate()
        program.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What a program says.
    @discardableResult
    static func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process(), output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    /// Requests a second.
    func wrk(connections: Int, seconds: Int) throws -> Double {
        let text = try Self.run("/usr/bin/wrk", "-t1", "-c\(connections)", "-d\(seconds)s", url)
        let line = text.split(separator: "\n").first { $0.hasPrefix("Requests/sec:") }
        return line.flatMap { Double($0.dropFirst(13).trimmingCharacters(in: .whitespaces)) } ?? 0
    }
}
