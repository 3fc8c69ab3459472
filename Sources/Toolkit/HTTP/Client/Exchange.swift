import Compression
import Sockets

/// What a connection knows of the exchange under way.
struct Exchange: ~Copyable {
    var number: UInt64 = 0
    var isOver = true
    /// Why it ended before its end.
    var failure: HTTPClientError?
    /// Why every further wait ends at once.
    var interruption: HTTPClientError.Reason?
    var timer: TimerID?
    var timeouts = HTTPClient.Options.Timeouts()

    // The request.
    /// Whether the server has the whole head of the request and so may act on it.
    var headIsSent = false
    /// When the server has taken too long to make room for more: what it says meanwhile is no progress.
    var stalledUntil: ContinuousClock.Instant?
    /// How much of an announced body is still to be written.
    var unsent: Int?
    var isChunked = false

    // The answer.
    var keepAlive = true
    var isReading = false
    var framing = ResponseFraming.none
    var decoder = BodyDecoder(.none)
    /// Memory for the pieces of a large body.
    var chunk: [UInt8] = []
    var inflater: Inflater?
    /// What the inflater has not taken yet.
    var compressed: ArraySlice<UInt8> = []

    mutating func begin(_ timeouts: HTTPClient.Options.Timeouts) {
        number &+= 1
        isOver = false
        failure = nil
        interruption = nil
        self.timeouts = timeouts
        headIsSent = false
        stalledUntil = nil
        keepAlive = true
    }

    mutating func receive(_ head: ResponseHead, inflates: Bool) {
        framing = head.framing
        if !head.keepAlive || framing == .untilClose { keepAlive = false }
        switch head.framing {
        case .none, .untilClose: decoder = BodyDecoder(.none)
        case .length(let count): decoder = BodyDecoder(.length(count))
        case .chunked: decoder = BodyDecoder(.chunked)
        }
        if head.isGzip, inflates, framing != .none { inflater = Inflater() } else if inflater != nil { inflater = nil }
        compressed = []
    }

    /// The most that one wait in this phase may take.
    func seconds(_ phase: HTTPClientError.Phase) -> Int {
        (phase == .answer ? timeouts.firstByte : timeouts.idle).secondsRoundedUp
    }
}
