import Basics
import Database
import Foundation
import Testing
import TestSupport

@testable import PostgreSQL

@Suite("PostgreSQL is reached in every way", .timeLimit(.minutes(5))) struct ConnectingTests {
    /// What becomes of a read over such a URL; nil when it succeeds.
    private func outcome(
        _ url: String, environment: [String: String] = [:], _ change: (inout PostgreSQLSettings) -> Void = { _ in }
    ) async throws -> DatabaseError? {
        let driver = try await Driver(url, loops: 1, environment: environment, change)
        let error = await failure { _ = try await driver.database.read("SELECT 1") }
        await driver.stop()
        return error
    }

    @Test func `by a socket in the file system`() async throws {
        let server = try await PostgreSQLServer.shared()
        #expect(try await outcome(server.socketURL) == nil)
    }

    @Test func `by a name that is looked up, and by the second of two hosts`() async throws {
        let server = try await PostgreSQLServer.shared()
        #expect(try await outcome("postgresql://apus@localhost:\(server.port)/postgres") == nil)
        let closed = try freePort()
        let both = "postgresql://apus@127.0.0.1:\(closed),127.0.0.1:\(server.port)/postgres"
        #expect(try await outcome(both) == nil)
        #expect(try await outcome("\(both)?target_session_attrs=read-write") == nil)
        #expect(try await outcome("\(both)?target_session_attrs=standby")?.code == .unavailable)
    }

    @Test func `not where nobody listens, and not by a name that nobody has`() async throws {
        #expect(try await outcome("postgresql://apus@127.0.0.1:\(try freePort())/postgres")?.code == .unavailable)
        #expect(try await outcome("postgresql://apus@nobody.invalid/postgres")?.code == .unavailable)
    }

    @Test func `not to a database that does not exist`() async throws {
        let server = try await PostgreSQLServer.shared()
        let error = try await outcome(server.url(database: "nothing"))
        #expect(error?.code == .refused && error?.native == "3D000")
    }

    @Test(arguments: ["postgresql://a%zz@b", "postgresql://a:b@c:d:e/f", "nonsense"])
    func `not by what is no URL, and no password is told`(url: String) async throws {
        let error = await failure { _ = try await outcome(url) }
        #expect(error?.code == .invalid && error?.message.contains("%zz") == false)
    }

    @Test func `with a password, which no message tells`() async throws {
        let server = try await PostgreSQLServer(access: .password)
        let right = Secret(PostgreSQLServer.password)
        #expect(try await outcome(server.url()) { $0.password = right } == nil)
        let wrong = try await outcome(server.url()) { $0.password = Secret("wrong-one") }
        #expect(wrong?.code == .refused && wrong?.native == "28P01")
        #expect(wrong?.message.contains("wrong-one") == false)
        let none = try await outcome(server.url())
        #expect(none?.code == .refused)
    }

    @Test func `by what the environment says, where the URL says nothing`() async throws {
        let server = try await PostgreSQLServer(access: .password)
        let folder = try TemporaryFolder()
        let escaped = PostgreSQLServer.password.replacingOccurrences(of: ":", with: "\\:")
        let passwords = try folder.write("127.0.0.1:\(server.port):*:apus:\(escaped)\n", to: "pgpass")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passwords)
        var environment = [
            "PGHOST": "127.0.0.1", "PGPORT": "\(server.port)", "PGUSER": "apus", "PGDATABASE": "postgres",
        ]
        #expect(try await outcome("", environment: environment)?.code == .refused)
        environment["PGPASSFILE"] = passwords
        #expect(try await outcome("", environment: environment) == nil)
        environment["PGPASSFILE"] = nil
        environment["PGPASSWORD"] = PostgreSQLServer.password
        #expect(try await outcome("postgresql://", environment: environment) == nil)
        // What the URL says wins.
        #expect(try await outcome("postgresql:///nothing", environment: environment)?.native == "3D000")
        environment["PGHOST"] = "nobody.invalid,127.0.0.1"
        environment["PGTARGETSESSIONATTRS"] = "read-write"
        #expect(try await outcome("", environment: environment) == nil)
    }

    @Test func `by a service that is named to a whole program, and in UTC wherever that is`() async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try await server.newDatabase()
        let folder = try TemporaryFolder()
        let service = "[mine]\nhost=127.0.0.1\nport=\(server.port)\nuser=apus\ndbname=\(name)\n"
        let environment = [
            "APUS_DATABASE": "postgresql://", "PGSERVICE": "mine", "PGTZ": "Asia/Tokyo",
            "PGSERVICEFILE": try folder.write(service, to: "services"),
        ]
        try await run(
            Place.program("apus-server"), ["--migrations", "up"], environment: environment, within: .seconds(60)
        ).succeeded()
        let driver = try await Driver(server.url(database: name), loops: 1)
        let tables = try await driver.database.read("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")
        #expect(!tables.isEmpty)
        await driver.stop()
    }

    /// A certificate and its key, for `localhost`.
    private func certificate(in folder: TemporaryFolder) async throws -> (path: String, key: String) {
        let (certificate, key) = (folder.path("cert.pem"), folder.path("key.pem"))
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ]
        try await run("openssl", arguments, within: .seconds(60)).succeeded()
        return (certificate, key)
    }

    @Test func `over TLS, and only to whom the certificate names`() async throws {
        let folder = try TemporaryFolder()
        let pair = try await certificate(in: folder)
        let server = try await PostgreSQLServer(certificate: pair)
        let named = "postgresql://apus@localhost:\(server.port)/postgres"
        #expect(try await outcome("\(named)?sslmode=verify-full&sslrootcert=\(pair.path)") == nil)
        let unnamed = try await outcome(server.url("?sslmode=verify-full&sslrootcert=\(pair.path)"))
        #expect(unnamed?.code == .refused && unnamed?.message.contains("does not match host name") == true)
        #expect(try await outcome(server.url("?sslmode=verify-ca&sslrootcert=\(pair.path)")) == nil)
        // By the authorities of the system, who do not know it.
        for url in ["\(named)?sslmode=verify-full", named] {
            let environment = url == named ? ["PGSSLMODE": "verify-full"] : [:]
            let unknown = try await outcome(url, environment: environment)
            #expect(unknown?.code == .refused && unknown?.message.contains("certificate verify failed") == true)
            #expect(unknown?.message.contains("sslrootcert") == true)
        }
        let trusted = ["PGSSLMODE": "verify-full", "PGSSLROOTCERT": pair.path]
        #expect(try await outcome(named, environment: trusted) == nil)
        let home = try TemporaryFolder()
        try home.write([UInt8](Data(contentsOf: URL(filePath: pair.path))), to: ".postgresql/root.crt")
        let target = try ConnectionTarget(
            PostgreSQLSettings(url: Secret("\(named)?sslmode=verify-full")), environment: ["HOME": home.path])
        #expect(target.options(for: target.hosts[0], at: "127.0.0.1", wanting: "any")["sslrootcert"] == nil)
    }

    @Test func `not where TLS is wanted and not spoken`() async throws {
        let server = try await PostgreSQLServer.shared()
        let error = try await outcome(server.url("?sslmode=require"))
        #expect(error?.code == .refused && error?.message.contains("SSL") == true)
    }

    @Test func `over a network, certificates are verified unless that is relaxed`() throws {
        func check(_ url: String, at address: String, _ environment: [String: String] = [:]) throws -> [String?] {
            let target = try ConnectionTarget(PostgreSQLSettings(url: Secret(url)), environment: environment)
            let options = target.options(for: target.hosts[0], at: address, wanting: "any")
            return [options["sslmode"], options["sslrootcert"]]
        }
        let authorities = "/etc/ssl/certs/ca-certificates.crt"
        let network = "192.0.2.7"
        #expect(try check("postgresql://db.example/x", at: network) == ["verify-full", authorities])
        #expect(
            try check("postgresql://db.example/x?sslmode=verify-full", at: network) == ["verify-full", authorities])
        #expect(
            try check("postgresql://db.example/x?sslrootcert=/own", at: network) == ["verify-full", "/own"])
        #expect(
            try check("postgresql://db.example/x", at: network, ["PGSSLROOTCERT": "/own"]) == ["verify-full", "/own"])
        #expect(try check("postgresql://localhost/x", at: "127.0.0.1") == ["prefer", nil])
        #expect(try check("postgresql://db.example/x?sslmode=require", at: network) == ["require", nil])
        #expect(try check("postgresql://db.example/x", at: network, ["PGSSLMODE": "disable"]) == ["disable", nil])
    }
}

extension [(name: String, value: String)] {
    subscript(_ name: String) -> String? { first { $0.name == name }?.value }
}

@Suite("What PostgreSQL's codes mean") struct ServerFaultTests {
    @Test(arguments: [
        ("23505", DatabaseError.Code.duplicate), ("23503", .missingReference), ("23502", .ruleBroken),
        ("23514", .ruleBroken), ("40001", .conflict), ("40P01", .conflict), ("55P03", .busy), ("57014", .timedOut),
        ("57P01", .unavailable), ("57P02", .unavailable), ("57P03", .unavailable), ("53300", .unavailable),
        ("08006", .unavailable), ("53100", .full), ("53200", .full), ("54000", .invalid), ("22P02", .invalid),
        ("42601", .invalid), ("42P01", .invalid), ("42501", .refused), ("28P01", .refused), ("28000", .refused),
        ("3D000", .refused), ("25006", .refused), ("25P02", .invalid), ("XX001", .corrupt), ("XX000", .other),
        ("P0001", .other), ("40003", .unknownOutcome), ("58030", .corrupt), ("26000", .conflict),
    ])
    func `are told apart`(state: String, code: DatabaseError.Code) {
        let error = ServerFault(state: state, message: "secret value").error
        #expect(error.code == code && error.native == state && !error.message.isEmpty)
    }

    @Test(arguments: ["22P02", "23505", "23514", "P0001", "22003"])
    func `no value of a row is quoted`(state: String) {
        #expect(!ServerFault(state: state, message: "secret value").error.message.contains("secret"))
    }

    @Test func `a refusal is read from what libpq says`() {
        let problem = """
            connection to server at "db" (192.0.2.7), port 5432 failed: FATAL:  28P01: password authentication failed
            LOCATION:  auth_failed, auth.c:341
            """
        #expect(ConnectFailure.error(problem).native == "28P01")
        #expect(ConnectFailure.error("Connection refused").code == .unavailable)
    }
}
