import Basics
import Observability
import Settings
import Sockets

/// Whether callers must sign in.
package enum AccountsMode: String, Sendable, CaseIterable { case on, open }

extension ServerSettings {
    static func readTLS(_ reader: inout SettingsReader) -> TLSFiles? {
        let certificate = reader.readIfSet(
            "APUS_TLS_CERTIFICATE", as: .text("a file"),
            "The certificate chain, in PEM; it is read again when it changes.")
        let key = reader.readIfSet("APUS_TLS_KEY", as: .text("a file"), "The key of the certificate, in PEM.")
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
        case (_?, nil): reader.refuse("APUS_TLS_CERTIFICATE is set, but APUS_TLS_KEY is not: set both, or none")
        case (nil, _?): reader.refuse("APUS_TLS_KEY is set, but APUS_TLS_CERTIFICATE is not: set both, or none")
        }
        return nil
    }

    static func readTraces(_ environment: [String: String], _ reader: inout SettingsReader) -> TraceSettings? {
        do throws(TraceSettings.Problems) {
            return try TraceSettings(environment: environment, service: "apus-server", version: Version.current)
        } catch {
            for message in error.messages { reader.refuse(message) }
            return nil
        }
    }

    /// Without accounts nobody but this machine may reach the server.
    static func refuseOpenDoors(
        _ listen: [Address], _ accounts: AccountsMode, _ publicURL: ServiceURL?, _ reader: inout SettingsReader
    ) {
        guard accounts == .open else { return }
        for address in listen where !address.isLocal {
            reader.refuse(
                "APUS_LISTEN has \(address), which others can reach, and APUS_ACCOUNTS is \"open\": "
                    + "set APUS_ACCOUNTS=on, or listen on 127.0.0.1 only")
        }
        if let publicURL, !["localhost", "127.0.0.1", "::1"].contains(publicURL.host) {
            reader.refuse(
                "APUS_PUBLIC_URL is \"\(publicURL)\", which others can reach, and APUS_ACCOUNTS is \"open\": "
                    + "set APUS_ACCOUNTS=on")
        }
    }
}

extension TextForm where Value == [Address] {
    static var addresses: Self {
        Self(
            expected: "host:port, such as 127.0.0.1:8000, [::1]:8000 or *:8000, or unix:/path/to/socket",
            parse: { text in
                let parts = text.split(separator: ",").map { $0.trimming(" ") }
                let addresses = parts.compactMap { try? Address($0) }
                return addresses.count == parts.count && !parts.isEmpty ? addresses : nil
            },
            show: { $0.map(\.description).joined(separator: ",") })
    }
}

extension TextForm where Value == [String] {
    /// Names of hosts without ports.
    static var hosts: Self {
        Self(
            expected: "host names without ports, separated by commas, such as ml.example.org,apus.lan",
            parse: { text in
                let names = text.split(separator: ",").map { $0.trimming(" ").lowercased() }
                let areNames = names.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isHostByte) }
                return areNames && !names.isEmpty ? names : nil
            },
            show: { $0.joined(separator: ",") })
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x5B, 0x5D, 0x3A: true
        default: false
        }
    }
}

extension TextForm where Value == LogLevel {
    static var logLevel: Self {
        let names = LogLevel.allCases.map(\.name)
        return Self(
            expected: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""),
            parse: { LogLevel(name: $0) }, show: \.name)
    }
}

extension Substring {
    fileprivate func trimming(_ character: Character) -> String {
        var text = drop { $0 == character }
        while text.last == character { text.removeLast() }
        return String(text)
    }
}
