// The shape that the server was first built upon; it goes when its last user has moved to `Acceptor`.
extension EventLoop {
    package convenience init(index: Int, coalesceWakeups: Bool) throws(SystemError) { try self.init(index: index) }

    package func start(
        listener: Listener?, peers: [EventLoop] = [], accepted: @escaping @Sendable (consuming Stream) -> Void,
        stopped: @escaping @Sendable () -> Void = {}
    ) {
        start(stopped: stopped)
        guard let listener else { return }
        let acceptor = Acceptor(listener, on: peers.isEmpty ? [self] : peers, accepted: accepted)
        call { self.attach(acceptor) }
    }
}

extension Listener {
    package convenience init(port: UInt16) throws(ListenError) { try self.init(.ip(.loopback, port: port)) }
}
