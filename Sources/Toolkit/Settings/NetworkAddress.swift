import Basics

/// Where to listen or to connect: a host and a port, or a Unix socket.
package enum NetworkAddress: Sendable, Hashable {
    /// A name or a literal address; an IPv6 literal stands without its brackets.
    case host(String, port: UInt16)
    case unix(path: String)

    /// Reads `127.0.0.1:8000`, `[::1]:8000`, `db.lan:5432`, `unix:/run/apus.sock`.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst(5)
            // 108 bytes with the end mark is what a socket's address holds (unix(7)).
            guard path.hasPrefix("/"), path.utf8.count < 108, !path.utf8.contains(0) else { return nil }
            self = .unix(path: String(path))
            return
        }
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = UInt16(asciiDigits: text.utf8[text.utf8.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        let isLiteral6 = host.hasPrefix("[") && host.hasSuffix("]")
        if isLiteral6 { host = host.dropFirst().dropLast() }
        guard Self.isHost(host, literal6: isLiteral6) else { return nil }
        self = .host(String(host), port: port)
    }

    private static func isHost(_ host: Substring, literal6: Bool) -> Bool {
        guard !host.isEmpty, host.utf8.count <= 253 else { return false }
        return host.utf8.allSatisfy { byte in
            literal6
                ? byte.hexadecimalValue != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
                : byte.isASCIIDigit || byte.isASCIILetter || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        } && literal6 == host.utf8.contains(UInt8(ascii: ":"))
    }
}

extension NetworkAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .host(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
