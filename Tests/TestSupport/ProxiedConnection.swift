private import Synchronization

/// Two sockets, and a thread for each direction between them.
final class ProxiedConnection: Sendable {
    private let client: Int32
    private let server: Int32
    private let fault: FaultyProxy.Fault?
    private let onWithheld: @Sendable () -> Void
    private let onEnd: @Sendable () -> Void
    private struct State {
        /// How many of the two threads still run; the sockets are closed after the last.
        var running = 2
        /// A reset is a close without a polite end before it.
        var isReset = false
        /// Where nothing is passed on any more.
        var withheld: FaultyProxy.Direction?
    }

    private let state = Mutex(State())
    /// Whether somebody has ended a stall.
    private let isOver = Watched(false)

    init(
        client: Int32, server: Int32, _ fault: FaultyProxy.Fault?, onWithheld: @escaping @Sendable () -> Void,
        onEnd: @escaping @Sendable () -> Void
    ) {
        self.client = client
        self.server = server
        self.fault = fault
        self.onWithheld = onWithheld
        self.onEnd = onEnd
    }

    func start() {
        detach { self.pump(.toServer, from: self.client, to: self.server) }
        detach { self.pump(.toClient, from: self.server, to: self.client) }
    }

    /// Ends both directions, politely.
    func shutDown() { over { SystemCalls.shutDown($0) } }

    func withhold(_ direction: FaultyProxy.Direction) { state.withLock { $0.withheld = direction } }

    func reset() {
        over {
            SystemCalls.resetOnClose($0)
            SystemCalls.stopReading($0)
        } then: {
            $0.isReset = true
        }
    }

    private func over(_ end: (Int32) -> Void, then change: (inout State) -> Void = { _ in }) {
        state.withLock { state in
            guard state.running > 0, !state.isReset else { return }
            end(client)
            end(server)
            change(&state)
        }
        isOver.update { $0 = true }
    }

    private func pump(_ direction: FaultyProxy.Direction, from: Int32, to: Int32) {
        var passed = 0, dripped = 0
        loop: while case .bytes(let bytes) = SystemCalls.receive(from, upTo: 65_536) {
            if state.withLock({ $0.withheld == direction }) {
                onWithheld()
                untilOver()
                break
            }
            guard let fault, fault.direction == direction, passed + bytes.count > fault.place else {
                passed += bytes.count
                if !Self.send(bytes[...], to: to) { break }
                continue
            }
            let before = bytes.prefix(max(0, fault.place - passed))
            passed += bytes.count
            guard Self.send(before, to: to) else { break }
            switch fault.kind {
            case .cut: break loop
            case .reset:
                reset()
                break loop
            case .stall:
                untilOver()
                break loop
            case .drip:
                guard drip(bytes.dropFirst(before.count), &dripped, to: to) else { break loop }
            }
        }
        end()
    }

    /// For ever, unless a test that has seen enough ends it.
    private func untilOver() { _ = isOver.wait(within: .seconds(600)) { $0 ? true : nil } }

    private func drip(_ bytes: ArraySlice<UInt8>, _ dripped: inout Int, to socket: Int32) -> Bool {
        let drops = bytes.prefix(FaultyProxy.mostDripped - dripped)
        for byte in drops where !Self.send([byte], to: socket) { return false }
        dripped += drops.count
        return Self.send(bytes.dropFirst(drops.count), to: socket)
    }

    /// What has ended one way has ended both ways: that is enough for requests and their answers.
    private func end() {
        shutDown()
        let isLast = state.withLock { state in
            state.running -= 1
            return state.running == 0
        }
        guard isLast else { return }
        onEnd()
        SystemCalls.close(client)
        SystemCalls.close(server)
    }

    private static func send(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let sent = SystemCalls.send(socket, rest)
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }
}
