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
        case closed
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
    /// When it became idle last.
    var restedAt = 0
    /// Whether that was within a second of the time before.
    var isBusy = false

    // The request at hand.
    var parser: HeadParser
    var isHeadRead = false
    var headDeadline: Int?
    var began: Int64 = 0
    var body = BodyDecoder(.none)
    var bodyPace: Pace
    var chunk: [UInt8] = []
    var owesContinue = false
    private var isCountedIn = false
    /// Whether the last request that a handler saw took waiting.
    var hadToWait = false
    /// The answer to a request that no handler shall see.
    var refused: Response?

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
        parser.knownHost = desk.knownHost
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

    /// Makes a request of the head that stands at `base`, and sets out to serve it, unless `refused` has the answer
    /// already.
    mutating func begin(at base: Int, of connection: Connection) -> Request {
        served += 1
        desk.countRequest()
        if core.application.observe != nil { began = Ticks.nanoseconds }
        let head = parser.head
        body = BodyDecoder(head.framing, limits: core.limits.chunks)
        owesContinue = head.expectsContinue
        sent = 0
        let request = Request(
            buffers.input, at: base, buffers.fields, head, id: requestID, peer: peer, content: takeContent(head),
            connection: connection)
        admit(request)
        return request
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

    /// Checks what holds for every path, and counts the request in.
    private mutating func admit(_ request: Request) {
        do throws(Refusal) {
            try core.site?.check(request)
            if !request.head.facts.contains(.knownHost), !request.host.isEmpty { learnHost(request) }
            if !request.head.facts.isDisjoint(with: [.emptySegment, .irregularPath]) { try checkPath(request) }
            try enter(request)
            phase = .handling(deadline: desk.loop.milliseconds + core.handlerMilliseconds)
        } catch {
            phase = .answering
            refused = core.application.refuse(error, request.id)
        }
    }

    /// The next request of this loop that names the same host need not be asked again.
    private mutating func learnHost(_ request: Request) {
        let known = KnownHost(bytes: Array(request.host), nameCount: request.hostName.count)
        parser.knownHost = known
        desk.learn(known)
    }

    private func checkPath(_ request: Request) throws(Refusal) {
        if request.head.facts.contains(.emptySegment) { throw Refusal(.notFound, "There is nothing at this path.") }
        try PathDecoder.check(request.path.span)
    }

    private mutating func enter(_ request: Request) throws(Refusal) {
        isCountedIn = true
        if core.enter() { return }
        if core.application.urgentPaths.contains(where: { request.path.elementsEqual($0.utf8) }) {
            return core.enterAnyway()
        }
        isCountedIn = false
        core.count { $0.shedRequests += 1 }
        throw Refusal(.serviceUnavailable, "There is too much to do just now.", retryAfter: core.limits.retryAfter)
    }

    // MARK: Its end

    /// What a handler's failure comes to, and what of it only the observer may know.
    func response(to error: any Error, _ request: Request) -> (Response, failure: (any Error)?) {
        if let refusal = error as? Refusal { return (core.application.refuse(refusal, request.id), nil) }
        return (internalError(request), error)
    }

    private func internalError(_ request: Request) -> Response {
        core.application.refuse(Refusal(.internalServerError, "Something went wrong here."), request.id)
    }

    /// Answers a request that was handled, if that can be done at once; what there is to do before the next one.
    mutating func finish(_ request: Request, _ response: Response, _ failure: (any Error)?) throws -> Step? {
        if isCountedIn { core.leave() }
        isCountedIn = false
        guard !isAbandoned else {
            observe(request, Response(.serviceUnavailable), failure)
            throw ConnectionLost.timedOut
        }
        phase = .answering
        guard response.headers.isSound else { return try finish(request, internalError(request), UnsoundHeaders()) }
        let keepsAlive = keepsAlive(after: request, response)
        guard answerNow(response, request, keepsAlive: keepsAlive) else {
            return .answer(request, response, failure, keepsAlive: keepsAlive)
        }
        return try conclude(request, response, failure, keepsAlive: keepsAlive)
    }

    /// Whether the connection may serve another request, as far as can be known before this one is answered.
    private mutating func keepsAlive(after request: Request, _ response: Response) -> Bool {
        guard request.head.keepsAlive, !core.isDraining, served < core.limits.requestsPerConnection else {
            return false
        }
        // What is left of a body is skipped if it is at hand. A stream may still be reading it.
        return body.hasEnded || response.isStreamed || skipBody()
    }

    /// Tells of a request that was answered. An answer that broke off ends the connection at once.
    mutating func conclude(
        _ request: Request, _ response: Response, _ failure: (any Error)?, keepsAlive: Bool
    ) throws -> Step? {
        observe(request, response, failure)
        guard !isAbandoned else { throw ConnectionLost.timedOut }
        if case .broken = framing, let failure { throw failure }
        phase = .reading
        if case .close = framing { return .last }
        return keepsAlive && (body.hasEnded || skipBody()) ? nil : .last
    }

    func observe(_ request: Request?, _ response: Response, _ failure: (any Error)? = nil) {
        guard let observe = core.application.observe else { return }
        observe(
            ServedRequest(
                request: request, id: requestID, status: response.status, route: response.route,
                received: body.received, sent: sent, nanoseconds: request == nil ? 0 : Ticks.nanoseconds - began,
                attachment: response.attachment, failure: failure, isComplete: !framing.isBroken))
    }
}

/// A handler gave header fields that would have split the answer, or that belong to its framing.
package struct UnsoundHeaders: Error, Sendable {}
