import Foundation
import Sockets

/// A real nginx with one worker in a folder of its own, and `wrk` to ask it.
struct NginxPeer {
    private let program = Process()
    private let folder = FileManager.default.temporaryDirectory.appending(path: "apus-bench-\(UUID().uuidString)")
    let url: String

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// An nginx on these cores, which serves a file of 1 KiB. It may not answer yet.
    init(cores: String) throws {
        let port = try Self.freePort()
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
        program.arguments = ["-c", cores, "/usr/sbin/nginx", "-c", "\(folder.path)/nginx.conf", "-e", "stderr"]
        try program.run()
    }

    func stop() {
        program.terminate()
        program.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> UInt16 {
        guard let port = try Listener(.ip(.loopback, port: 0)).address.port else {
            throw Failed(description: "no port is free")
        }
        return port
    }

    /// Asks until it answers.
    func awaitAnswer() throws {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            do {
                try ClientLoad(url, connections: 1, seconds: 1).once()
                return
            } catch {
                guard program.isRunning, .now < end else {
                    throw Failed(description: "nginx does not answer: \(error)")
                }
                Thread.sleep(forTimeInterval: 0.005)
            }
        }
    }

    /// Requests a second, and microseconds of its time for each.
    func wrk(connections: Int, seconds: Int) throws -> (rate: Double, cost: Double) {
        let before = try ProcessTime.now().children
        let text = try Self.run("/usr/bin/wrk", "-t1", "-c\(connections)", "-d\(seconds)s", url)
        let spent = try ProcessTime.now().children - before
        guard let rate = Self.number(after: "Requests/sec:", in: text), rate > 0,
            let count = Self.number(before: " requests in ", in: text), count > 0
        else { throw Failed(description: "wrk says: \(text)") }
        return (rate, spent / count)
    }

    private static func number(after name: String, in text: String) -> Double? {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Double($0.dropFirst(name.count).trimmingCharacters(in: .whitespaces)) }
    }

    private static func number(before name: String, in text: String) -> Double? {
        let line = text.split(separator: "\n").first { $0.contains(name) }
        return line.flatMap { Double($0.prefix { $0 == " " || $0.isNumber }.trimmingCharacters(in: .whitespaces)) }
    }

    /// What a program says; it must end well.
    @discardableResult
    static func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process(), output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(description: "\(program) says: \(text)") }
        return text
    }
}
