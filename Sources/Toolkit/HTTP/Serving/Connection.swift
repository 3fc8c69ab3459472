import Machine
import Memory
import Sockets

/// One connection: an actor whose executor is its loop. Its state is safe by isolation, and handlers, which run where
/// their caller runs, stay on the loop.
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

    init(_ stream: consuming Stream, _ desk: Desk, number: Int) {
        loop = desk.loop
        handle = stream.handle
        peer = Peer(stream.peer, isEncrypted: stream.isSecure)
        self.desk = desk
        self.number = number
        core = desk.core
        bodyPace = Pace(desk.core.limits)
        writePace = bodyPace
        self.stream = stream
    }

    /// Serves requests until either side has had enough.
    func serve() async {
        do {
            while let (head, base) = try await readHead() {
                served += 1
                desk.countRequest()
                guard try await serve(head, base) else { break }
            }
        } catch ConnectionLost.tooSlow {
            stream.abort()
        } catch {}
        // What is gone is gone; who waits for it has been told.
        giveBack()
        stream.close()
        desk.closed(self)
    }

    /// One request; `false` when it was the last.
    private func serve(_ head: Head, _ base: Int) async throws -> Bool {
        let began = core.application.observe == nil ? 0 : Ticks.nanoseconds
        body = BodyDecoder(head.framing, limits: core.limits.chunks)
        owesContinue = head.expectsContinue
        sent = 0
        let request = makeRequest(head, base)
        let (response, failure) = await respond(to: request)
        guard !isAbandoned else {
            observe(request, Response(.serviceUnavailable), failure, began, isComplete: true)
            return false
        }
        phase = .answering
        var keeps = head.keepsAlive && !loop.draining && served < core.limits.requestsPerConnection
        if keeps, !response.isStreamed { keeps = skipBody() }
        do {
            try await answer(response, to: request, keepsAlive: keeps)
        } catch {
            observe(request, response, error, began, isComplete: false)
            throw error
        }
        observe(request, response, failure, began, isComplete: true)
        phase = .reading
        if keeps, framing != .close, skipBody() { return true }
        try await flush()
        await linger()
        return false
    }

    private func makeRequest(_ head: Head, _ base: Int) -> Request {
        let coding = ContentCoding(of: head, buffers.input, base, buffers.fields)
        return Request(
            buffers.input, at: base, buffers.fields, head, id: requestID, peer: peer,
            body: head.framing == .none ? Body(bytes: [], coding: coding) : Body(self, head.framing, coding: coding),
            connection: self)
    }

    var requestID: RequestID {
        RequestID(high: core.idPrefix, low: UInt64(truncatingIfNeeded: number) << 24 | UInt64(served))
    }

    private func observe(
        _ request: Request?, _ response: Response, _ failure: (any Error)?, _ began: Int64, isComplete: Bool
    ) {
        guard let observe = core.application.observe else { return }
        observe(
            ServedRequest(
                request: request, id: requestID, status: response.status, route: response.route,
                received: body.received, sent: sent, nanoseconds: Ticks.nanoseconds - began,
                attachment: response.attachment, failure: failure, isComplete: isComplete))
    }

    /// Says no more, and reads a little of what still comes, lest the kernel reset the answer away.
    func linger() async {
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
}
