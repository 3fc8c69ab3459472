private import Foundation
private import Glibc

/// A real PostgreSQL of a test's own: in a folder that goes with it, on a free port and a Unix socket, with fsync on.
/// It can be killed and started again.
package final class PostgreSQLServer: Sendable {
    /// How its one user, `apus`, logs in over TCP.
    package enum Access: String, Sendable { case trust, password = "scram-sha-256" }

    package static let password = "s3cret%:@/ pass"
    private static let programs = "/usr/lib/postgresql/15/bin/"
    /// One for all tests of this process that do not harm it.
    private static let common = Task { try await PostgreSQLServer() }

    package static func shared() async throws -> PostgreSQLServer { try await common.value }

    package let port: Int
    /// Where its socket is.
    package let folder: TemporaryFolder
    private let options: [String]
    private let program = Watched<Program?>(nil)

    /// With `certificate`, the paths of a certificate and its key, it speaks TLS.
    package init(access: Access = .trust, certificate: (path: String, key: String)? = nil) async throws {
        port = try freePort()
        folder = try TemporaryFolder()
        var options = ["-c", "shared_buffers=64MB", "-c", "max_connections=200", "-c", "log_min_messages=log"]
        try Self.giveAway(folder.path)
        let secret = try folder.write(Self.password, to: "password")
        _ = try await Self.asUser(
            "initdb",
            [
                "-D", folder.path("data"), "-U", "apus", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                "--pwfile=\(secret)", "--auth-local=trust", "--auth-host=\(access.rawValue)",
            ], folder: folder.path
        ).end(within: .seconds(120))
        if let certificate {
            for (file, name) in [(certificate.path, "server.crt"), (certificate.key, "server.key")] {
                try folder.write([UInt8](Data(contentsOf: URL(filePath: file))), to: "data/\(name)")
                try Self.giveAway(folder.path("data/\(name)"))
            }
            options += ["-c", "ssl=on"]
        }
        self.options = options
        try await start()
    }

    deinit { kill() }

    package func start() async throws {
        let arguments = ["-D", folder.path("data"), "-p", "\(port)", "-k", folder.path, "-h", "127.0.0.1"] + options
        let started = try Self.asUser("postgres", arguments, folder: folder.path)
        program.update { $0 = started }
        try await started.line(containing: "ready to accept connections", within: .seconds(60))
    }

    /// Ends it without a word, its children too: they notice that it is gone.
    package func kill() { program.current?.kill() }

    /// Ends it without a word and starts it again.
    package func restartAfterKill() async throws {
        kill()
        _ = try await program.current?.end()
        // What the last one left behind still holds its shared memory for a moment.
        for attempt in 1... {
            do { return try await start() } catch { if attempt == 20 { throw error } }
        }
    }

    package func stop() async throws { try await program.current?.stop() }
    /// Holds all of its processes up, or lets them go on.
    package func signalAll(_ signal: Int32) async throws {
        guard let pid = program.current?.pid else { return }
        for id in [Int(pid)] + children(of: Int(pid)) { _ = Glibc.kill(Int32(id), signal) }
    }

    private func children(of pid: Int) -> [Int] {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { Int($0) }
    }

    package func url(
        _ rest: String = "", port: Int? = nil, database: String = "postgres", user: String = "apus"
    ) -> String {
        "postgresql://\(user)@127.0.0.1:\(port ?? self.port)/\(database)\(rest)"
    }

    /// An empty database of a test's own; answers its name.
    package func newDatabase() async throws -> String {
        let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try await psql("CREATE DATABASE \(name) STRATEGY file_copy")
        return name
    }

    package var socketURL: String { "host=\(folder.path) port=\(port) user=apus dbname=postgres" }

    /// What `psql` says to a statement.
    @discardableResult
    package func psql(_ sql: String) async throws -> String {
        try await run(
            Self.programs + "psql", ["-XAtq", "-h", folder.path, "-p", "\(port)", "-U", "apus", "postgres", "-c", sql],
            within: .seconds(60)
        ).succeeded()
    }

    /// PostgreSQL refuses to run as root.
    private static func asUser(_ name: String, _ arguments: [String], folder: String) throws -> Program {
        guard geteuid() == 0 else { return try Program(programs + name, arguments, folder: folder) }
        // The word to end with the parent is forgotten when the user changes, and so it is given after that.
        let user = ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig", "KILL", "--"]
        return try Program("setpriv", user + [programs + name] + arguments, folder: folder)
    }

    private static func giveAway(_ path: String) throws {
        guard geteuid() == 0 else { return }
        let isFolder = (try? URL(filePath: path).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
        try FileManager.default.setAttributes(
            [.ownerAccountName: "postgres", .posixPermissions: isFolder ? 0o755 : 0o600], ofItemAtPath: path)
    }
}
