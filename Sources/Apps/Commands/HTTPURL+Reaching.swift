import HTTP
import Sockets

extension HTTPURL {
    /// How this machine reaches the server that listens there; `nil` at a Unix socket, and where the system is to
    /// choose the port.
    init?(reaching address: Address) {
        switch address {
        case .ip(_, port: 0), .any(port: 0), .unix: return nil
        case .any(let port): self = .loopback(port: port)
        case .ip(let ip, let port) where ip.bytes.allSatisfy { $0 == 0 }: self = .loopback(port: port)
        case .ip(let ip, let port):
            guard let url = try? HTTPURL("http://" + (ip.isIPv6 ? "[\(ip)]" : "\(ip)") + ":\(port)") else { return nil }
            self = url
        }
    }
}
