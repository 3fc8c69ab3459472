import Foundation
import Synchronization
import Testing

@testable import Sockets

/// An authority and what it signed, made by the openssl command in a folder of its own.
final class Certificates: Sendable {
    let folder: Scratch
    private static let made = Mutex<Certificates?>(nil)

    /// Made once for all tests.
    static func shared() throws -> Certificates {
        try made.withLock { made in
            if let made { return made }
            let new = try Certificates()
            made = new
            return new
        }
    }

    init() throws {
        folder = try Scratch()
        try makeAuthority("ca")
        try make("server", signedBy: "ca", names: "DNS:localhost,IP:127.0.0.1,IP:::1")
    }

    func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    func server(_ name: String = "server") throws -> TLSServer {
        try TLSServer(certificate: path(name + ".pem"), key: path(name + ".key"))
    }

    func client(_ authority: String = "ca") throws -> TLSClient { try TLSClient(authorities: path(authority + ".pem")) }

    func makeAuthority(_ name: String) throws {
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            "/CN=\(name)", "-keyout", path(name + ".key"), "-out", path(name + ".pem"),
        ])
    }

    /// A certificate and its key: by default good for ten days from yesterday.
    func make(_ name: String, signedBy authority: String, names: String, daysLeft: Int = 10) throws {
        try openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=\(names)", "-keyout", path(name + ".key"), "-out", path(name + ".csr"),
        ])
        try "unique_subject = no\n".write(toFile: path("index.attr"), atomically: true, encoding: .utf8)
        _ = try folder.write([], to: "index")
        let settings = """
            [ca]
            default_ca = it
            [it]
            new_certs_dir = \(folder.path)
            database = \(path("index"))
            rand_serial = yes
            default_md = sha256
            policy = any
            copy_extensions = copy
            [any]
            commonName = supplied
            """
        try settings.write(toFile: path("ca.cnf"), atomically: true, encoding: .utf8)
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyyMMddHHmmss'Z'"
        let end = Date(timeIntervalSinceNow: Double(daysLeft) * 86400)
        try openssl([
            "ca", "-batch", "-config", path("ca.cnf"), "-cert", path(authority + ".pem"), "-keyfile",
            path(authority + ".key"), "-startdate", format.string(from: Date(timeIntervalSinceNow: -20 * 86400)),
            "-enddate", format.string(from: end), "-in", path(name + ".csr"), "-out", path(name + ".pem"), "-notext",
        ])
    }

    func openssl(_ arguments: [String]) throws {
        let process = Process(), errors = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(String(decoding: text, as: UTF8.self))")
    }
}
