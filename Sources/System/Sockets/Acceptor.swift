import Synchronization

/// A listening socket that several loops share, and what becomes of its connections.
package final class Acceptor: Sendable {
    package let listener: Listener
    package let loops: [EventLoop]
    package let limit: ConnectionLimit?
    let tls: TLSServer?
    let refusal: @Sendable (ConnectionLimit.Excess) -> [UInt8]
    let accepted: @Sendable (consuming Stream) -> Void

    /// Refused connections that still get their last answer.
    let refusing = Atomic<Int>(0)
    static let mostRefusing = 256

    /// `accepted` is called on the loop that a connection was dealt to, for TLS after its handshake. Beyond `limit` a
    /// connection is sent `refusal` as its last answer (over TLS nothing) and closed.
    package init(
        _ listener: Listener, on loops: [EventLoop], tls: TLSServer? = nil, limit: ConnectionLimit? = nil,
        refusal: @escaping @Sendable (ConnectionLimit.Excess) -> [UInt8] = { _ in [] },
        accepted: @escaping @Sendable (consuming Stream) -> Void
    ) {
        self.listener = listener
        self.loops = loops
        self.tls = tls
        self.limit = limit
        self.refusal = refusal
        self.accepted = accepted
    }

    /// Accepts from now on. Any thread.
    package func start() {
        for loop in loops { loop.call { loop.attach(self) } }
    }

    /// Accepts no more. Who waits in the kernel's queue stays there until the listener is closed. Any thread.
    package func stop() {
        for loop in loops { loop.call { loop.detach(self) } }
    }
}

/// An acceptor on one loop.
struct Attachment {
    let acceptor: Acceptor
    enum State { case accepting, paused, detached }
    var state = State.accepting
    /// Whose turn it is to get a connection.
    var next: Int
}

/// A connection on its way to its loop.
struct Arrival {
    let number: Int
    let peer: Address
    let acceptor: Acceptor
}
