import Synchronization

/// Whom a client trusts, and the sessions that it may take up again. Several loops may share it.
///
/// Every certificate is verified, and must name the host; there is no way to switch that off.
package final class TLSClient: Sendable {
    /// Sessions are for speed only: beyond so many they are forgotten.
    private static let mostTickets = 1024

    private let context: TLSContext
    private let tickets = Mutex<[String: TLSTicket]>([:])

    /// Trusts the authorities in a PEM file and no others; without one, those of the machine (`SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` say where else they are).
    package init(authorities: String? = nil) throws(TLSError) { context = try TLSContext(authorities: authorities) }

    /// A session with a host: a name, or an IP address without brackets. Sessions are resumed among connections with
    /// the same `key`, as in `host:port`.
    func session(descriptor: Int32, host: String, key: String) throws(TLSError) -> TLSSession {
        guard !host.isEmpty, host.utf8.count <= 253, !host.utf8.contains(0) else {
            throw TLSError(reason: .handshake, description: "\"\(host)\" cannot be a host's name")
        }
        // What was verified for one host holds for that host alone.
        let key = "\(host) \(key)"
        // A ticket of TLS 1.3 is for one use (RFC 8446 §C.4).
        let ticket = tickets.withLock { $0.removeValue(forKey: key) }
        return try TLSSession(
            context, descriptor: descriptor, host: host, isIP: IPAddress(host) != nil, ticket: ticket
        ) { [weak self] ticket in
            self?.tickets.withLock { tickets in
                if tickets.count >= Self.mostTickets { tickets.removeAll() }
                tickets[key] = ticket
            }
        }
    }
}
