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
        // What is gone is gone; who waits for it has been told.
        giveBack()
        stream.close()
        desk.closed(self)
    }

    private func serveRequests() async throws {
        while true {
            switch try nextStep() {
            case .head(let head, let base):
                let began = core.application.observe == nil ? 0 : Ticks.nanoseconds
                let request = begin(head, base)
                var outcome: Outcome
                if let refused = admit(request) {
                    outcome = Outcome(refused)
                } else {
                    do {
                        outcome = outcomeOf(try await core.application.handler(request), request)
                    } catch { outcome = outcomeOf(error, request) }
                    core.leave()
                }
                let keeps = keepsAlive(head, outcome.response)
                do {
                    if try !answerNow(outcome.response, request, keepsAlive: keeps) {
                        try await answer(outcome.response, to: request, keepsAlive: keeps)
                    }
                } catch { outcome.failure = error }
                observe(request, outcome, began)
                guard try mayGoOn(keeps, outcome) else { return try await end() }
            case .blocked: try await flush()
            case .wait(let interest, let seconds): try resume(await handle.wait(interest, seconds: seconds))
            case .refused(let refusal): return try await refuse(refusal)
            case .ended: return
            }
        }
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

    /// Sets out to serve a request.
    private func begin(_ head: Head, _ base: Int) -> Request {
        served += 1
        desk.countRequest()
        body = BodyDecoder(head.framing, limits: core.limits.chunks)
        owesContinue = head.expectsContinue
        sent = 0
        let coding = ContentCoding(of: head, buffers.input, base, buffers.fields)
        return Request(
            buffers.input, at: base, buffers.fields, head, id: requestID, peer: peer,
            body: head.framing == .none ? Body(bytes: [], coding: coding) : Body(self, head.framing, coding: coding),
            connection: self)
    }

    var requestID: RequestID {
        RequestID(high: core.idPrefix, low: UInt64(truncatingIfNeeded: number) << 24 | UInt64(served))
    }

    /// Whether the connection may serve another request, as far as can be known before this one is answered.
    private func keepsAlive(_ head: Head, _ response: Response) -> Bool {
        guard head.keepsAlive, !loop.draining, served < core.limits.requestsPerConnection else { return false }
        // What is left of a body is skipped if it is at hand. A stream may still be reading it.
        return response.isStreamed || skipBody()
    }

    /// Whether it does serve another; an answer that broke off ends it at once.
    private func mayGoOn(_ keeps: Bool, _ outcome: Outcome) throws -> Bool {
        guard !isAbandoned else { throw ConnectionLost.timedOut }
        if framing.isBroken, let failure = outcome.failure { throw failure }
        phase = .reading
        guard keeps, framing != .close, skipBody() else { return false }
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
