private import Synchronization

/// A TCP proxy before a real server, which breaks connections as networks do: at a byte that its plan names, it cuts,
/// resets, stalls, or passes on what follows byte by byte.
///
/// It lives as long as it is referred to; then its port closes and its connections end.
package final class FaultyProxy: Sendable {
    /// Enough to cut every head in single bytes, and not so much that a test becomes slow.
    static let mostDripped = 4096

    package enum Direction: Sendable { case toServer, toClient }

    /// What is done to one connection.
    package struct Fault: Sendable {
        package enum Kind: Sendable, CaseIterable {
            /// Both ends are told that nothing more will come.
            case cut
            /// Both ends are told that the connection is gone.
            case reset
            /// Nothing more is passed on in this direction, and nobody is told.
            case stall
            /// Of what follows the first bytes, `mostDripped`, are passed on one by one.
            case drip
        }

        package let kind: Kind
        package let direction: Direction
        /// After so many bytes in this direction.
        package let place: Int

        package init(_ kind: Kind, _ direction: Direction, after place: Int) {
            self.kind = kind
            self.direction = direction
            self.place = place
        }

        /// One that only the seed knows.
        package init(seed: UInt64, within bytes: Int, kinds: [Kind] = Kind.allCases) {
            var numbers = SeededNumbers(seed: seed)
            kind = kinds[numbers.below(kinds.count)]
            direction = numbers.below(2) == 0 ? .toServer : .toClient
            place = numbers.below(bytes)
        }
    }

    /// The fault of each connection by its number, from 0 on; `nil` lets it pass.
    package typealias Plan = @Sendable (Int) -> Fault?

    private struct State: Sendable {
        var connections = 0
        var open: [Int: ProxiedConnection] = [:]
        var isOver = false
        var hasWithheld = false
    }

    package let port: Int
    private let listener: ListeningSocket
    private let state = Watched(State())

    package init(to server: Int, _ plan: @escaping Plan) throws {
        listener = try ListeningSocket()
        port = listener.port
        let descriptor = listener.descriptor, state = state
        detach {
            while let client = SystemCalls.accept(descriptor) { Self.take(client, to: server, plan, state) }
        }
    }

    deinit { end() }

    /// How many connections there were.
    package var connections: Int { state.current.connections }

    /// Cuts every connection, and takes no more.
    package func end() {
        SystemCalls.shutDown(listener.descriptor)
        state.update { state in
            state.isOver = true
            for connection in state.open.values { connection.shutDown() }
        }
    }

    /// From now on nothing is passed on in this direction on any connection that is open now, and nobody is told.
    package func withhold(_ direction: Direction) {
        state.update { state in
            state.hasWithheld = false
            for connection in state.open.values { connection.withhold(direction) }
        }
    }

    /// Waits until something has been withheld.
    package func hasWithheld(within limit: Duration = .seconds(30)) async throws {
        let state = state
        let isSo = try await onThread { state.wait(within: limit) { $0.hasWithheld ? true : nil } }
        if isSo == nil { throw TestFailure("nothing was withheld within \(limit)") }
    }

    /// Resets every connection that is open now.
    package func resetAll() {
        state.update { state in for connection in state.open.values { connection.reset() } }
    }

    private static func take(_ client: Int32, to server: Int, _ plan: Plan, _ state: Watched<State>) {
        var number = 0
        state.update { state in
            number = state.connections
            state.connections += 1
        }
        guard let upstream = try? SystemCalls.connect(port: server) else {
            SystemCalls.resetOnClose(client)
            return SystemCalls.close(client)
        }
        let own = number
        let connection = ProxiedConnection(client: client, server: upstream, plan(number)) {
            state.update { $0.hasWithheld = true }
        } onEnd: {
            state.update { $0.open[own] = nil }
        }
        state.update { state in
            state.open[own] = connection
            if state.isOver { connection.shutDown() }
        }
        connection.start()
    }
}
