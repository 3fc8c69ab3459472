import Machine
import Memory
import Sockets

/// One connection: an actor whose executor is its loop. Its state is safe by isolation, and handlers, which run where
/// their caller runs, stay on the loop.
///
/// Whatever can be done at once is done in synchronous functions: each call of an asynchronous one makes the runtime
/// look twice for the executor, which costs more than parsing a head.
actor Connection {
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

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unowned }

    let desk: Desk
    let core: ServerCore
    let handle: Stream.Handle
    let peer: Peer
    let number: Int
    var stream: Stream
    var task: Task<Void, Never>?
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
    var body = BodyDecoder(.none)
    var bodyPace: Pace
    var chunk: [UInt8] = []
    var owesContinue = false
    var exchange: Exchange?

    // The answer at hand.
    var writePace: Pace
    var framing = Answer.Framing.none
    var compressor: CompressorBox?
    var sent = 0
    var isWriting = false

    init(_ stream: consuming Stream, _ desk: Desk, number: Int) {
        loop = desk.loop
        handle = stream.handle
        peer = Peer(stream.peer, isEncrypted: stream.isSecure)
        self.desk = desk
        self.number = number
        core = desk.core
        parser = HeadParser(limits: desk.core.limits.head)
        bodyPace = Pace(desk.core.limits)
        writePace = bodyPace
        self.stream = stream
    }

    /// Serves requests until either side has had enough.
    func serve() async {
        do {
            try await serveRequests()
        } catch ConnectionLost.tooSlow {
            stream.abort()
        } catch {}
        exchange = nil
        // What is gone is gone; who waits for it has been told.
        giveBack()
        stream.close()
        desk.closed(self)
    }

    private func serveRequests() async throws {
        while true {
            switch try nextStep() {
            case .head(let head, let base):
                begin(head, base)
                if let request = admitted() {
                    do { settle(try await core.application.handler(request)) } catch { settle(error) }
                    core.leave()
                }
                if try !answerNow() { try await answerSlowly() }
                guard try mayGoOn() else { return try await end() }
            case .blocked: try await flush()
            case .wait(let interest, let seconds): try resume(await handle.wait(interest, seconds: seconds))
            case .refused(let refusal): return try await refuse(refusal)
            case .ended: return
            }
        }
    }

    /// The answer to which much has to be decided, or that takes its time.
    private func answerSlowly() async throws {
        guard let exchange else { return }
        do {
            try await answer(exchange.outcome.response, to: exchange.request, keepsAlive: exchange.keepsAlive)
        } catch { self.exchange?.outcome.failure = error }
    }

    /// The request that may be handed to the handler; else its answer is there already.
    private func admitted() -> Request? {
        guard let request = exchange?.request else { return nil }
        guard let refused = admit(request) else { return request }
        settle(Outcome(refused))
        return nil
    }

    private func settle(_ response: Response) {
        guard let request = exchange?.request else { return }
        settle(outcomeOf(response, request))
    }

    private func settle(_ error: any Error) {
        guard let request = exchange?.request else { return }
        settle(outcomeOf(error, request))
    }

    private func settle(_ outcome: Outcome) {
        exchange?.outcome = outcome
        exchange?.keepsAlive = keepsAlive(outcome.response)
    }

    private func answerNow() throws -> Bool {
        guard let exchange else { return true }
        return try answerNow(exchange.outcome.response, exchange.request, keepsAlive: exchange.keepsAlive)
    }

    /// What a request came to.
    struct Outcome {
        var response: Response
        var failure: (any Error)?

        init(_ response: Response, _ failure: (any Error)? = nil) {
            self.response = response
            self.failure = failure
        }
    }

    /// The request at hand and its answer. It is kept here and not in the task, whose memory would stay as large while
    /// the connection is idle.
    struct Exchange {
        let request: Request
        let began: Int64
        var outcome: Outcome
        var keepsAlive = false
    }

    /// Sets out to serve a request.
    private func begin(_ head: Head, _ base: Int) {
        let began = core.application.observe == nil ? 0 : Ticks.nanoseconds
        served += 1
        desk.countRequest()
        body = BodyDecoder(head.framing, limits: core.limits.chunks)
        owesContinue = head.expectsContinue
        sent = 0
        let coding = ContentCoding(of: head, buffers.input, base, buffers.fields)
        let request = Request(
            buffers.input, at: base, buffers.fields, head, id: requestID, peer: peer,
            body: head.framing == .none ? Body(bytes: [], coding: coding) : Body(self, head.framing, coding: coding),
            connection: self)
        exchange = Exchange(request: request, began: began, outcome: Outcome(Response()))
    }

    var requestID: RequestID {
        RequestID(high: core.idPrefix, low: UInt64(truncatingIfNeeded: number) << 24 | UInt64(served))
    }

    /// Whether the connection may serve another request, as far as can be known before this one is answered.
    private func keepsAlive(_ response: Response) -> Bool {
        guard parser.head.keepsAlive, !loop.draining, served < core.limits.requestsPerConnection else { return false }
        // What is left of a body is skipped if it is at hand. A stream may still be reading it.
        return response.isStreamed || skipBody()
    }

    /// Whether it does serve another; an answer that broke off ends it at once.
    private func mayGoOn() throws -> Bool {
        guard let exchange else { return false }
        self.exchange = nil
        observe(exchange.request, exchange.outcome, exchange.began)
        guard !isAbandoned else { throw ConnectionLost.timedOut }
        if framing.isBroken, let failure = exchange.outcome.failure { throw failure }
        phase = .reading
        guard exchange.keepsAlive, framing != .close, skipBody() else { return false }
        parser = HeadParser(limits: core.limits.head)
        headDeadline = nil
        buffers.fields.removeAll(keepingCapacity: true)
        if start == end {
            start = 0
            end = 0
        }
        return true
    }

    func observe(_ request: Request?, _ outcome: Outcome, _ began: Int64) {
        guard let observe = core.application.observe else { return }
        observe(
            ServedRequest(
                request: request, id: requestID, status: outcome.response.status, route: outcome.response.route,
                received: body.received, sent: sent, nanoseconds: began == 0 ? 0 : Ticks.nanoseconds - began,
                attachment: outcome.response.attachment, failure: outcome.failure, isComplete: !framing.isBroken))
    }

    /// Sends what is left, says no more, and reads a little of what still comes, lest the kernel reset the answer away.
    private func end() async throws {
        try await flush()
        stream.shutdown()
        giveBack()
        var bytes = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<16 {
            while true {
                guard let count = try? stream.read(into: &bytes, 0..<bytes.count) else { break }
                if count == 0 { return }
            }
            guard await handle.wait(.read, seconds: 1) == .ready else { return }
        }
    }

    /// Answers what cannot be served, and ends the connection.
    private func refuse(_ refusal: Refusal) async throws {
        phase = .answering
        let response = core.application.refuse(refusal, requestID)
        try await answer(response, to: nil, keepsAlive: false)
        observe(nil, Outcome(response), 0)
        try await end()
    }
}
