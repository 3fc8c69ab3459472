/// Where a socket is, or shall be.
package enum Address: Sendable, Hashable {
    case ip(IPAddress, port: UInt16)
    /// Every address of this machine, IPv4 and IPv6, through one socket. For listening only.
    case any(port: UInt16)
    /// A socket in the file system. The path is empty for a peer, which has no name of its own.
    case unix(String)

    package var port: UInt16? {
        switch self {
        case .ip(_, let port), .any(let port): port
        case .unix: nil
        }
    }

    package var ip: IPAddress? {
        if case .ip(let ip, _) = self { ip } else { nil }
    }

    /// Whether only this machine can reach it.
    package var isLocal: Bool {
        switch self {
        case .ip(let ip, _): ip.isLoopback
        case .any: false
        case .unix: true
        }
    }
}

extension Address: CustomStringConvertible {
    /// `127.0.0.1:8000`, `[::1]:8000`, `*:8000` or `unix:/run/apus.sock`: what `init` reads.
    package var description: String {
        switch self {
        case .ip(let ip, let port): ip.isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)"
        case .any(let port): "*:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
