import Memory
import Sockets

/// One connection to a server: an actor on its loop that carries one exchange after the other.
///
/// An exchange begins with `carryOut` and ends when its body is read, dropped, or fails. Only a connection that is
/// surely at the beginning of a next answer goes back to the pool; any other is closed.
actor ClientConnection {
    static let bufferSize = 16 * 1024

    nonisolated let loop: EventLoop
    nonisolated let origin: HTTPURL.Origin
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let pool: ClientPool
    private let handle: Stream.Handle
    var stream: Stream
    var input: [UInt8]
    var start = 0
    var end = 0
    var output: [UInt8] = []
    var exchange = Exchange()
    private(set) var isOpen = true
    /// The pool's sweep at which it fell idle.
    var idleSince = 0

    init(_ stream: consuming Stream, to origin: HTTPURL.Origin, in pool: ClientPool) {
        loop = stream.loop
        handle = stream.handle
        self.origin = origin
        self.pool = pool
        self.stream = stream
        input = [UInt8](repeating: 0, count: Self.bufferSize)
        output.reserveCapacity(1024)
    }

    /// Whether it has carried an exchange before.
    var isKept: Bool { exchange.number > 0 }

    /// Whether the server said nothing since the last answer: what it says unasked ends the connection.
    func isFresh() -> Bool {
        guard isOpen, start == end else { return false }
        do { return try stream.read(into: &input, 0..<1) == nil } catch { return false }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        stream.close()
    }

    // MARK: The end of an exchange

    /// The connection is kept if nothing of the exchange is left over.
    ///
    /// Pool and connection share their loop, so what one asks of the other is done at once: each `await` between two
    /// actors, even of one executor, costs a look for the task's preferred executor under a lock.
    func finish() {
        endExchange()
        if !exchange.keepAlive || start != end { close() }
        giveBack()
    }

    private func giveBack() {
        let connection = self, isOpen = isOpen
        pool.assumeIsolated { $0.release(connection, isOpen: isOpen) }
    }

    /// Ends the exchange and the connection with it.
    func fail(_ reason: HTTPClientError.Reason) -> HTTPClientError {
        let error = HTTPClientError(reason, at: origin, mayHaveBeenCarriedOut: exchange.headIsSent)
        if !exchange.isOver {
            exchange.failure = error
            endExchange()
            close()
            giveBack()
        }
        return error
    }

    private func endExchange() {
        exchange.isOver = true
        if let timer = exchange.timer.take() { loop.cancel(timer) }
    }

    /// Ends exchange `number` if it is still under way: its answer is no longer wanted.
    func abandon(_ number: UInt64) {
        guard exchange.number == number, !exchange.isOver else { return }
        // Whoever reads at this moment is woken, and closes.
        if exchange.isReading { interrupt(number, .cancelled) } else { _ = fail(.cancelled) }
    }

    // MARK: Waiting

    /// Ends every wait of exchange `number`, now and later.
    private func interrupt(_ number: UInt64, _ reason: HTTPClientError.Reason) {
        guard exchange.number == number, !exchange.isOver, exchange.interruption == nil else { return }
        exchange.interruption = reason
        handle.interrupt()
    }

    /// Lets the exchange that begins take no longer than until `end`.
    func setTimer(_ request: OutgoingRequest) throws(HTTPClientError) {
        guard request.end != nil else { return }
        let number = exchange.number
        exchange.timer = loop.after(try request.timeLeft()) { [weak self] in
            self?.assumeIsolated { $0.interrupt(number, .timedOut(.whole)) }
        }
    }

    /// Suspends until a try may succeed, for as long as this phase may take. A task that is cancelled meanwhile ends
    /// the exchange.
    func wait(
        _ interest: Interest, _ phase: HTTPClientError.Phase, seconds: Int? = nil
    ) async throws(HTTPClientError) {
        let number = exchange.number
        let seconds = seconds ?? exchange.seconds(phase)
        let wake = await withTaskCancellationHandler {
            // By way of `self`, because a closure that does not capture its actor leaves it.
            await self.handle.wait(interest, seconds: seconds)
        } onCancel: {
            // On the loop, where it is seen whether the exchange is still the same.
            loop.call { [weak self] in self?.assumeIsolated { $0.interrupt(number, .cancelled) } }
        }
        switch wake {
        case .ready, .draining: return
        case .timedOut: throw HTTPClientError(.timedOut(phase))
        case .interrupted: throw HTTPClientError(exchange.interruption ?? .cancelled)
        }
    }
}
