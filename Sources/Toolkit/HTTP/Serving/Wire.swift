import Machine
import Memory
import Sockets

/// What a connection has in hand: its stream, what has come and is still to be read, what is written and still to be
/// sent, and how far the request at hand has got.
///
/// Whatever can be done without waiting is done here, in synchronous functions on one value. An actor's variables are
/// asked one by one whether somebody else is changing them, and each call of an asynchronous function makes the runtime
/// look for the executor: both cost more than parsing a head.
struct Wire: ~Copyable {
    /// What the connection is doing; between suspensions nothing else may write to the stream.
    enum Phase: Equatable {
        /// Waiting for a request, since so many milliseconds of the machine.
        case idle(since: Int)
        case reading
        /// The handler has until that millisecond, if it has a deadline.
        case handling(deadline: Int?)
        case answering
        /// A stream of events, written to last at that millisecond.
        case events(quietSince: Int)
        /// The answer was given in the handler's place; what the handler does is dropped.
        case abandoned(at: Int)
    }

    let desk: Desk
    let core: ServerCore
    let peer: Peer
    let number: Int
    var stream: Stream
    var phase = Phase.reading

    /// Borrowed from the desk, except while idle.
    var buffers = Buffers()
    /// The bytes of the input that are still to be read.
    var start = 0
    var end = 0
    var served = 0

    // The request at hand.
    var parser: HeadParser
    var headDeadline: Int?
    var began: Int64 = 0
    var body = BodyDecoder(.none)
    var bodyPace: Pace
    var chunk: [UInt8] = []
    var owesContinue = false

    // The answer at hand.
    var writePace: Pace
    var framing = Answer.Framing.none
    var compressor: CompressorBox?
    var sent = 0
    var isWriting = false
    /// How many bytes of the answers the peer had yet to fetch from the kernel, and when that was asked.
    var unfetched = (bytes: 0, at: 0)
    var isTooSlow = false

    init(_ stream: consuming Stream, _ desk: Desk, number: Int) {
        self.desk = desk
        self.number = number
        core = desk.core
        peer = Peer(stream.peer, isEncrypted: stream.isSecure)
        parser = HeadParser(limits: desk.core.limits.head)
        bodyPace = Pace(desk.core.limits)
        writePace = bodyPace
        self.stream = stream
    }

    var isAbandoned: Bool { if case .abandoned = phase { true } else { false } }
    var idleSince: Int? { if case .idle(let since) = phase { since } else { nil } }

    var requestID: RequestID {
        RequestID(high: core.idPrefix, low: UInt64(truncatingIfNeeded: number) << 24 | UInt64(served))
    }

    // MARK: One request

    /// Makes a request of the head that stands at `base`, and sets out to serve it.
    mutating func begin(at base: Int, of connection: Connection) -> Request {
        served += 1
        desk.countRequest()
        if core.application.observe != nil { began = Ticks.nanoseconds }
        let head = parser.head
        body = BodyDecoder(head.framing, limits: core.limits.chunks)
        owesContinue = head.expectsContinue
        sent = 0
        return Request(
            buffers.input, at: base, buffers.fields, head, id: requestID, peer: peer, content: takeContent(head),
            connection: connection)
    }

    /// A body that is here already is read with its head, and nobody need wait for it.
    private mutating func takeContent(_ head: Head) -> Request.Content {
        guard case .length(let length) = head.framing else { return head.framing == .none ? .none : .streamed }
        guard end - start >= length else { return .streamed }
        defer { start += length }
        body.took(length)
        owesContinue = false
        return .atHand(start..<start + length)
    }

    /// Checks what holds for every path, and counts the request in; or answers at once.
    mutating func admit(_ request: Request) -> Response? {
        do throws(Refusal) {
            if let site = core.application.site { try site.check(request) }
            if !request.head.facts.isDisjoint(with: [.emptySegment, .irregularPath]) { try checkPath(request) }
            if !core.enter() { try enterAnyway(request) }
        } catch {
            phase = .answering
            return core.application.refuse(error, request.id)
        }
        phase = .handling(deadline: Ticks.milliseconds + core.handlerMilliseconds)
        return nil
    }

    private func checkPath(_ request: Request) throws(Refusal) {
        if request.head.facts.contains(.emptySegment) { throw Refusal(.notFound, "There is nothing at this path.") }
        try PathDecoder.check(request.path.span)
    }

    private func enterAnyway(_ request: Request) throws(Refusal) {
        guard core.application.urgentPaths.contains(where: { request.path.elementsEqual($0.utf8) }) else {
            core.count { $0.shedRequests += 1 }
            throw Refusal(
                .serviceUnavailable, "There is too much to do just now.", retryAfter: core.limits.retryAfter)
        }
        core.enterAnyway()
    }

    // MARK: Its outcome

    /// What a request came to.
    struct Outcome {
        var response: Response
        var failure: (any Error)?

        init(_ response: Response, _ failure: (any Error)? = nil) {
            self.response = response
            self.failure = failure
        }
    }

    /// What a handler gave, unless it may not be sent.
    mutating func outcome(of response: consuming Response, _ request: Request) -> Outcome {
        guard startAnswering() else { return Outcome(Response(.serviceUnavailable)) }
        return response.headers.isSound
            ? Outcome(response) : Outcome(internalError(request), UnsoundHeaders())
    }

    /// What a handler's failure comes to.
    mutating func outcome(of error: any Error, _ request: Request) -> Outcome {
        guard startAnswering() else { return Outcome(Response(.serviceUnavailable), error) }
        if let refusal = error as? Refusal { return Outcome(core.application.refuse(refusal, request.id)) }
        return Outcome(internalError(request), error)
    }

    /// Whether there is still somebody to answer.
    private mutating func startAnswering() -> Bool {
        guard !isAbandoned else { return false }
        phase = .answering
        return true
    }

    private func internalError(_ request: Request) -> Response {
        core.application.refuse(Refusal(.internalServerError, "Something went wrong here."), request.id)
    }

    /// Whether the connection may serve another request, as far as can be known before this one is answered.
    mutating func keepsAlive(after request: Request, _ response: Response) -> Bool {
        let head = request.head
        guard head.keepsAlive, !desk.loop.draining, served < core.limits.requestsPerConnection else { return false }
        // What is left of a body is skipped if it is at hand. A stream may still be reading it.
        return head.framing == .none || response.isStreamed || skipBody()
    }

    /// Tells of the request and makes ready for the next; whether there may be one. An answer that broke off ends the
    /// connection at once.
    mutating func conclude(_ request: Request, _ outcome: Outcome, keepsAlive: Bool) throws -> Bool {
        observe(request, outcome)
        guard !isAbandoned else { throw ConnectionLost.timedOut }
        if framing.isBroken, let failure = outcome.failure { throw failure }
        phase = .reading
        guard keepsAlive, framing != .close, body.hasEnded || skipBody() else { return false }
        parser.reset()
        headDeadline = nil
        buffers.fields.removeAll(keepingCapacity: true)
        if start == end {
            start = 0
            end = 0
        }
        return true
    }

    func observe(_ request: Request?, _ outcome: Outcome) {
        guard let observe = core.application.observe else { return }
        observe(
            ServedRequest(
                request: request, id: requestID, status: outcome.response.status, route: outcome.response.route,
                received: body.received, sent: sent, nanoseconds: request == nil ? 0 : Ticks.nanoseconds - began,
                attachment: outcome.response.attachment, failure: outcome.failure, isComplete: !framing.isBroken))
    }
}

/// A handler gave header fields that would have split the answer, or that belong to its framing.
package struct UnsoundHeaders: Error, Sendable {}
