import Basics
import Database
import Sockets

/// Which servers are meant, and what they are told: the URL and the environment, understood.
struct ConnectionTarget: Sendable {
    struct Host: Sendable, Equatable {
        /// A name, an address, or the folder of a Unix socket; empty for libpq's own folder.
        let name: String
        /// An address that is given beside the name.
        let address: String?
        let port: String

        /// Whether no name has to be looked up: it is a socket in the file system.
        var isUnix: Bool { address == nil && (name.isEmpty || name.hasPrefix("/") || name.hasPrefix("@")) }
    }

    let hosts: [Host]
    /// `target_session_attrs`.
    let wanted: String
    /// Whether it is known by whose word a certificate is believed.
    private let knowsAuthorities: Bool
    private let options: [String: String]

    init(_ settings: PostgreSQLSettings, environment: [String: String]) throws(DatabaseError) {
        if let problem = LibPQOptions.problem {
            throw DatabaseError(.invalid, "PostgreSQL needs its library libpq (Debian's package libpq5): \(problem).")
        }
        guard let said = LibPQOptions.parse(settings.url.revealed) else {
            throw DatabaseError(
                .invalid,
                """
                The database's URL cannot be read: write it as in postgresql://user:password@host:5432/name?sslmode=…, \
                with special characters as %XX.
                """)
        }
        if said["service"] != nil {
            throw DatabaseError(
                .invalid, "The database's URL names a service: write out what it stands for, or name it in PGSERVICE.")
        }
        let known = LibPQOptions.values(of: environment).merging(said) { $1 }
        let all = LibPQOptions.defaults().merging(known) { $1 }
        hosts = try Self.hosts(all)
        wanted = all["target_session_attrs"] ?? "any"
        // libpq's own default is a file in the home folder.
        knowsAuthorities =
            known["sslrootcert"] != nil
            || environment["HOME"].map { (try? File(path: "\($0)/.postgresql/root.crt")) != nil } ?? false
        options = Self.options(known, said, settings, given: all["options"] ?? "")
    }

    private static func hosts(_ all: [String: String]) throws(DatabaseError) -> [Host] {
        let names = list(all["host"]), addresses = list(all["hostaddr"]), ports = list(all["port"])
        let count = max(names.count, addresses.count, 1)
        guard [0, count].contains(names.count), [0, count].contains(addresses.count),
            [0, 1, count].contains(ports.count)
        else {
            throw DatabaseError(
                .invalid, "The database's URL names \(names.count) hosts, but not as many addresses or ports.")
        }
        if let wrong = ports.first(where: { !$0.isEmpty && UInt16($0) == nil }) {
            throw DatabaseError(.invalid, "The database's URL names the port '\(wrong)': write a number up to 65535.")
        }
        return (0..<count).map { index in
            let address = addresses.isEmpty || addresses[index].isEmpty ? nil : addresses[index]
            let port = ports.isEmpty ? "" : ports[ports.count == 1 ? 0 : index]
            return Host(
                name: names.isEmpty ? "" : names[index], address: address, port: port.isEmpty ? "5432" : port)
        }
    }

    private static func list(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    private static func options(
        _ known: [String: String], _ said: [String: String], _ settings: PostgreSQLSettings, given: String
    ) -> [String: String] {
        var options = [
            "fallback_application_name": settings.applicationName, "keepalives_idle": "15", "keepalives_interval": "5",
            "keepalives_count": "3", "tcp_user_timeout": "15000",
        ]
        // Kerberos would have to be asked, which may block.
        options["gssencmode"] = "disable"
        options.merge(known) { $1 }
        if said["password"] == nil, let password = settings.password { options["password"] = password.revealed }
        for name in ["host", "hostaddr", "port", "target_session_attrs"] { options[name] = nil }
        options["client_encoding"] = "UTF8"
        // A cursor is read to its end here, so that its plan is to be fast on the whole.
        // Reads that are sent together share a transaction: each is to see what was committed before it.
        let ours =
            "-c TimeZone=UTC -c cursor_tuple_fraction=1 -c default_transaction_isolation=read\\ committed"
            + " -c statement_timeout=\(settings.statementTimeout.wire)"
        options["options"] = given.isEmpty ? ours : "\(ours) \(given)"
        return options
    }

    /// What libpq is told to connect to one address.
    func options(for host: Host, at address: String?, wanting session: String) -> [(name: String, value: String)] {
        var options = self.options
        if !host.name.isEmpty { options["host"] = host.name }
        options["hostaddr"] = address
        options["port"] = host.port
        options["target_session_attrs"] = session
        if let address, options["sslmode"] == nil {
            options["sslmode"] = IPAddress(address)?.isLoopback == true ? "prefer" : "verify-full"
        }
        if options["sslmode"] == "verify-full", !knowsAuthorities, (try? File(path: Self.authorities)) != nil {
            options["sslrootcert"] = Self.authorities
        }
        return options.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The authorities that Debian trusts.
    private static let authorities = "/etc/ssl/certs/ca-certificates.crt"

    /// Which kind of session is asked for, one after the other.
    var passes: [String] { wanted == "prefer-standby" ? ["standby", "any"] : [wanted] }
}

extension Duration {
    /// Whole milliseconds, at least one: zero would mean no limit to the server.
    var wire: Int { max(1, Int(clamping: wholeMilliseconds)) }
}
