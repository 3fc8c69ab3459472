import Compression
import Machine
import Sockets
import Synchronization

/// What the connections of one loop share, and what looks after them once a second.
final class Desk: Sendable {
    let core: ServerCore
    let loop: EventLoop

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        /// What was given back last, and is warm: most of the time it is all that goes around.
        var spare = Buffers()
        var buffers: [Buffers] = []
        var compressors: [CompressorBox] = []
        var stamp = Stamp()
        var knownHost = KnownHost()
        var isTicking = false
    }

    private let state: LoopLocal<State>
    private let served = Atomic<Int>(0)

    init(_ core: ServerCore, _ loop: EventLoop) {
        self.core = core
        self.loop = loop
        state = LoopLocal(State(), on: loop)
    }

    var requests: Int { served.load(ordering: .relaxed) }
    /// Only this loop counts here.
    func countRequest() { served.store(served.load(ordering: .relaxed) &+ 1, ordering: .relaxed) }

    // MARK: What is lent

    func borrow(_ buffers: inout Buffers) {
        state.use { state in
            if !state.spare.input.isEmpty { return swap(&buffers, &state.spare) }
            buffers = state.buffers.popLast() ?? .make()
        }
    }

    /// Takes buffers back; they are empty from then on.
    func giveBack(_ buffers: inout Buffers) {
        // What was refused, or could not be sent, is left behind: the next must not take it for its own.
        if !buffers.fields.isEmpty { buffers.fields.removeAll(keepingCapacity: true) }
        if !buffers.output.isEmpty { buffers.output.removeAll(keepingCapacity: true) }
        state.use { state in
            if buffers.isOrdinary {
                if state.spare.input.isEmpty { return swap(&buffers, &state.spare) }
                if state.buffers.count < 64 { state.buffers.append(buffers) }
            }
            buffers = Buffers()
        }
    }

    func borrowCompressor() -> CompressorBox {
        let kept = state.use { $0.compressors.popLast() }
        kept?.reset()
        return kept ?? CompressorBox(level: core.application.compression.level)
    }

    func giveBack(_ compressor: CompressorBox) {
        state.use { if $0.compressors.count < 2 { $0.compressors.append(compressor) } }
    }

    /// What is the same in all answers of a second.
    struct Stamp {
        var second = -1
        /// The lines of `Server` and `Date`.
        var lines: [UInt8] = []
        /// The same, and `Content-Length` up to its number.
        var measured: [UInt8] = []
    }

    /// Lends this second's stamp.
    func withStamp(_ body: (Stamp) -> Void) {
        let now = WallClock.seconds
        state.use { state in
            if state.stamp.second != now {
                var lines = Array("server: \(core.application.name)\r\ndate: ".utf8)
                lines += HTTPDate.text(now) + [0x0D, 0x0A]
                state.stamp = Stamp(second: now, lines: lines, measured: lines + Array("content-length: ".utf8))
            }
            body(state.stamp)
        }
    }

    /// The host that a request of this loop named last.
    var knownHost: KnownHost { state.use { $0.knownHost } }
    func learn(_ host: KnownHost) { state.use { $0.knownHost = host } }

    // MARK: Connections

    /// Whether there are so many connections that those that are idle shall doze.
    var isCrowded: Bool { state.use { $0.connections.count > core.limits.connectionsAwake } }

    /// Takes a connection in. On the loop.
    func open(_ stream: consuming Stream) {
        if core.isFull { evict() }
        let connection = Connection(stream, self, number: core.accept())
        state.use { $0.connections[ObjectIdentifier(connection)] = connection }
        tick()
        let isCrowded = isCrowded
        connection.assumeIsolated { if isCrowded { $0.startDozing() } else { $0.start() } }
    }

    func closed(_ connection: Connection) {
        state.use { _ = $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
    }

    /// Does something to each connection, on the loop.
    private func forEach(_ body: @Sendable (isolated Connection) -> Void) {
        let connections = state.use { Array($0.connections.values) }
        for connection in connections { connection.assumeIsolated { body($0) } }
    }

    /// Looks after the connections every second, as long as there are any. One timer for all costs a request nothing.
    private func tick() {
        let starts = state.use { state in
            guard !state.isTicking, !state.connections.isEmpty else { return false }
            state.isTicking = true
            return true
        }
        guard starts else { return }
        _ = loop.after(.seconds(1)) { [self] in lookAfter(state.use { Array($0.connections.values) }[...]) }
    }

    /// A few at a time: ten thousand at once would keep those waiting who ask just now.
    private func lookAfter(_ connections: ArraySlice<Connection>) {
        let now = Ticks.milliseconds
        for connection in connections.prefix(256) { connection.assumeIsolated { $0.lookAfter(now: now) } }
        let others = connections.dropFirst(256)
        guard others.isEmpty else {
            _ = loop.after(.milliseconds(10)) { [self] in lookAfter(others) }
            return
        }
        state.use { $0.isTicking = false }
        tick()
    }

    /// Makes room: closes those that have been idle longest, and of equals the one that came first, for the clock is
    /// coarse. Several at once, for looking at all costs more. On the loop.
    func evict() {
        var idle: [(since: Int, number: Int, connection: Connection)] = []
        let connections = state.use { Array($0.connections.values) }
        for connection in connections {
            let (since, number) = connection.assumeIsolated { ($0.wire.idleSince, $0.wire.number) }
            if let since { idle.append((since, number, connection)) }
        }
        let oldest = idle.sorted { ($0.since, $0.number) < ($1.since, $1.number) }
            .prefix(max(1, core.limits.connections / 512))
        for (_, _, connection) in oldest { connection.assumeIsolated { $0.evict() } }
        core.count { $0.evictedConnections += oldest.count }
    }

    // MARK: The end

    /// Ends what would not end by itself: streams of events. On the loop.
    func drain() { forEach { $0.drain() } }

    /// Drops everything in hand. On the loop.
    func cancel() { forEach { $0.cancel() } }
}

/// A compressor that can be lent.
final class CompressorBox: Sendable {
    private let state: Mutex<Compressor>

    init(level: Int) { state = Mutex(Compressor(level: level)) }

    func reset() { state.withLock { $0.reset() } }

    func compress(_ bytes: Span<UInt8>, into output: inout [UInt8], flush: Compressor.Flush) {
        var made: [UInt8] = []
        swap(&made, &output)
        state.withLock { $0.compress(bytes, into: &made, flush: flush) }
        swap(&made, &output)
    }
}
