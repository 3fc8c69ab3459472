import CLinux
import Synchronization

/// A server's certificate and key, read again when their files change.
///
/// A change is looked for at most once a second, when somebody connects. While the new files cannot be used (they are
/// replaced one after the other), the old certificate goes on serving. Keys of session tickets are replaced every hour;
/// a ticket is good for at most two.
package final class TLSServer: Sendable {
    static let handshakeSeconds = 10
    private static let ticketSeconds = 3600

    /// What is compared to see whether a file has changed.
    private struct Stamp: Equatable {
        let modified, changed, size: Int64
        let inode: UInt64

        init?(_ path: String) {
            guard let status = try? Linux.status(path, followingLinks: true) else { return nil }
            modified = status.modified_ns
            changed = status.changed_ns
            size = status.size
            inode = status.inode
        }
    }

    private struct State {
        var context: TLSContext
        var tickets: [TicketKey]
        var stamps: [Stamp?]
        /// Seconds since the machine started.
        var looked: Int64
        var rotated: Int64
        var problem: TLSError?
    }

    private let certificate: String
    private let key: String
    private let state: Mutex<State>
    private let reloaded: @Sendable (Result<Int, TLSError>) -> Void

    /// Reads a certificate chain and its key, both PEM. `reloaded` is told of every later change: when the new
    /// certificate ends, in seconds since 1970, or why it cannot be used.
    package init(
        certificate: String, key: String, reloaded: @escaping @Sendable (Result<Int, TLSError>) -> Void = { _ in }
    ) throws(TLSError) {
        self.certificate = certificate
        self.key = key
        self.reloaded = reloaded
        let now = lx_uptime() / 1000
        let stamps = [Stamp(certificate), Stamp(key)]
        let tickets = Self.rotated([])
        state = Mutex(
            State(
                context: try Self.load(certificate, key, tickets), tickets: tickets, stamps: stamps, looked: now,
                rotated: now))
    }

    /// When the certificate ends that is served now, in seconds since 1970.
    package var expiry: Int { state.withLock { $0.context.expiry } }

    /// Why the files as they are now are not served; `nil` when they are.
    package var problem: TLSError? { state.withLock { $0.problem } }

    /// Looks at the files now, and reads them if they have changed.
    package func reload() { _ = context(lookingAgain: true) }

    /// What a new connection is served with.
    func context(lookingAgain: Bool = false) -> TLSContext {
        let now = lx_uptime() / 1000
        var news: Result<Int, TLSError>?
        let context = state.withLock { state in
            if !lookingAgain, now == state.looked { return state.context }
            state.looked = now
            let stamps = [Stamp(certificate), Stamp(key)]
            let isDue = now - state.rotated >= Int64(Self.ticketSeconds)
            if stamps == state.stamps && !isDue { return state.context }
            let tickets = isDue ? Self.rotated(state.tickets) : state.tickets
            do throws(TLSError) {
                state.context = try Self.load(certificate, key, tickets)
                if stamps != state.stamps { news = .success(state.context.expiry) }
                state.problem = nil
                state.tickets = tickets
                state.rotated = isDue ? now : state.rotated
            } catch {
                if error != state.problem { news = .failure(error) }
                state.problem = error
            }
            state.stamps = stamps
            return state.context
        }
        if let news { reloaded(news) }
        return context
    }

    private static func rotated(_ tickets: [TicketKey]) -> [TicketKey] {
        Array(([TicketKey()].compactMap { $0 } + tickets).prefix(2))
    }

    private static func load(_ certificate: String, _ key: String, _ tickets: [TicketKey]) throws(TLSError)
        -> TLSContext
    {
        try TLSContext(certificate: certificate, key: key, tickets: tickets, lifetime: 2 * ticketSeconds)
    }
}
