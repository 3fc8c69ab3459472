import Memory
import Sockets

/// One connection to a server: an actor on its loop that carries one exchange after the other.
///
/// An exchange begins with `exchange` and ends when its body is read, dropped, or fails. Only a connection that is
/// surely at the beginning of a next answer goes back to the pool; any other is closed.
actor ClientConnection {
    static let bufferSize = 16 * 1024

    nonisolated let loop: EventLoop
    nonisolated let origin: HTTPURL.Origin
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let pool: ClientPool
    let handle: Stream.Handle
    var stream: Stream
    var input: [UInt8]
    var start = 0
    var end = 0
    var output: [UInt8] = []
    var exchange = Exchange()
    private(set) var isOpen = true

    init(_ stream: consuming Stream, to origin: HTTPURL.Origin, in pool: ClientPool) {
        loop = stream.loop
        handle = stream.handle
        self.origin = origin
        self.pool = pool
        self.stream = stream
        input = [UInt8](repeating: 0, count: Self.bufferSize)
        output.reserveCapacity(1024)
    }

    /// Whether the server said nothing since the last answer: what it says unasked ends the connection.
    func isFresh() -> Bool {
        guard isOpen, start == end else { return false }
        start = 0
        end = 0
        do { return try stream.read(into: &input, 0..<1) == nil } catch { return false }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        stream.close()
    }

    /// Ends the exchange: the connection is kept if nothing of it is left over.
    func finish() async {
        exchange.isOver = true
        if !exchange.keepAlive || start != end { close() }
        await pool.release(self, isOpen: isOpen)
    }

    /// Ends the exchange and the connection with it.
    func fail(_ reason: HTTPClientError.Reason) async -> HTTPClientError {
        let error = HTTPClientError(reason, at: origin, mayHaveBeenCarriedOut: exchange.headIsSent)
        if !exchange.isOver {
            exchange.isOver = true
            exchange.failure = error
            close()
            await pool.release(self, isOpen: false)
        }
        return error
    }

    /// Ends exchange `number` if it is still under way: its answer is no longer wanted.
    func abandon(_ number: UInt64) async {
        guard exchange.number == number, !exchange.isOver else { return }
        _ = await fail(.cancelled)
    }
}

/// What a connection knows of the exchange under way.
struct Exchange {
    var number: UInt64 = 0
    var isOver = true
    /// Why it ended before its end.
    var failure: HTTPClientError?
    var keepAlive = true
    /// Whether the server has the whole head of the request and so may act on it.
    var headIsSent = false
    var isReading = false
    /// How much of an announced body is still to be written.
    var unsent: Int?
    var isChunked = false
    var framing = ResponseFraming.none
    var decoder = BodyDecoder(.none)
    var timeouts = HTTPClient.Options.Timeouts()
    var deadline: ContinuousClock.Instant?
    /// Memory for the pieces of a large body.
    var chunk: [UInt8] = []
    /// Why every further wait ends at once.
    var interruption: HTTPClientError.Reason?

    /// The most that one wait in this phase may take.
    func seconds(_ phase: HTTPClientError.Phase) -> Int {
        Int((phase == .answer ? timeouts.firstByte : timeouts.idle).components.seconds)
    }
}
