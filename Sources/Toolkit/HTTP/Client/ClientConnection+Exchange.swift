import Memory
import Sockets

extension ClientConnection {
    /// What came of a request: its head, and its body if that is already whole.
    struct Answer: Sendable {
        let status: UInt16
        let headers: HeaderFields
        let isGzip: Bool
        let number: UInt64
        /// `nil` while it is still to be read.
        let body: [UInt8]?
    }

    /// Sends a request and reads the head of its answer.
    func carryOut(
        _ request: OutgoingRequest, _ options: HTTPClient.Options
    ) async throws(HTTPClientError) -> Answer {
        exchange.begin(options.timeouts, deadline: request.deadline)
        request.appendHead(to: &output, defaults: options.headers)
        do {
            try await send(request)
        } catch {
            // A server that refuses a body may answer and close before it has read it all (RFC 9112 §9.5).
            guard error.isClosure, hasAnswerBegun() else { throw await fail(error.reason) }
            exchange.keepAlive = false
        }
        do {
            return try await readAnswer(to: request, options)
        } catch {
            throw await fail(error.reason)
        }
    }

    private func readAnswer(
        to request: OutgoingRequest, _ options: HTTPClient.Options
    ) async throws(HTTPClientError) -> Answer {
        var interim = 0
        while true {
            var head = try await readHead(options)
            if head.isInterim {
                interim += 1
                guard interim <= 16, head.status != 101 else {
                    throw HTTPClientError(.malformedResponse(head.status == 101 ? .status : .tooManyInterim))
                }
                start += head.size
                continue
            }
            head.settle(afterHead: request.method == .head)
            let lines = Array(input[start + head.lines.lowerBound..<start + head.lines.upperBound])
            start += head.size
            exchange.receive(head)
            let body = try takeWhole(head)
            if body != nil { await finish() }
            return Answer(
                status: head.status, headers: HeaderFields(received: lines, isCanonical: head.isCanonical),
                isGzip: head.isGzip,
                number: exchange.number, body: body)
        }
    }

    private func readHead(_ options: HTTPClient.Options) async throws(HTTPClientError) -> ResponseHead {
        var parser = ResponseHeadParser(limits: .init(section: options.headLimit))
        while true {
            if start < end {
                do {
                    if try parser.parse(input.span.extracting(start..<end)) { return parser.head }
                } catch {
                    throw HTTPClientError(.malformedResponse(error))
                }
            }
            let phase: HTTPClientError.Phase = start == end ? .answer : .head
            guard try await fill(phase) else { throw HTTPClientError(.closed(phase)) }
        }
    }

    /// The body, if the input already holds all of it.
    private func takeWhole(_ head: ResponseHead) throws(HTTPClientError) -> [UInt8]? {
        switch head.framing {
        case .none: return []
        case .length(let count):
            guard end - start >= count else { return nil }
            defer { start += count }
            return Array(input[start..<start + count])
        case .chunked, .untilClose: return nil
        }
    }

    /// Reads at least one byte behind what is unread; `false` at the end.
    func fill(_ phase: HTTPClientError.Phase) async throws(HTTPClientError) -> Bool {
        if start == end {
            start = 0
            end = 0
        } else if end == input.count {
            makeRoom()
        }
        while true {
            if let count = try read(into: &input, end..<input.count, phase) {
                end += count
                return count > 0
            }
            try await wait(.read, phase)
        }
    }

    /// A head that does not fit moves to the front, or into more memory; its limit is the parser's.
    private func makeRoom() {
        if start > 0 {
            input.moveToFront(start..<end)
            end -= start
            start = 0
        } else {
            input.append(contentsOf: repeatElement(0, count: input.count))
        }
    }

    /// Suspends until a try may succeed, for as long as this phase and the whole exchange may take.
    func wait(_ interest: Interest, _ phase: HTTPClientError.Phase) async throws(HTTPClientError) {
        switch await handle.wait(interest, seconds: exchange.seconds(phase)) {
        case .ready, .draining: return
        case .timedOut: throw HTTPClientError(.timedOut(phase))
        case .interrupted: throw HTTPClientError(exchange.interruption ?? .cancelled)
        }
    }

    func read(
        into bytes: inout [UInt8], _ range: Range<Int>, _ phase: HTTPClientError.Phase
    ) throws(HTTPClientError) -> Int? {
        do { return try stream.read(into: &bytes, range) } catch { throw HTTPClientError(system: error, phase) }
    }

    /// Whether an answer came although the request could not be sent whole.
    private func hasAnswerBegun() -> Bool {
        while end < input.count, let count = try? stream.read(into: &input, end..<input.count), count > 0 {
            end += count
        }
        return start < end
    }
}

extension Exchange {
    mutating func begin(_ timeouts: HTTPClient.Options.Timeouts, deadline: ContinuousClock.Instant?) {
        number &+= 1
        isOver = false
        keepAlive = true
        headIsSent = false
        failure = nil
        interruption = nil
        self.timeouts = timeouts
        self.deadline = deadline
    }

    mutating func receive(_ head: ResponseHead) {
        framing = head.framing
        if !head.keepAlive || framing == .untilClose { keepAlive = false }
        switch head.framing {
        case .none, .untilClose: decoder = BodyDecoder(.none)
        case .length(let count): decoder = BodyDecoder(.length(count))
        case .chunked: decoder = BodyDecoder(.chunked)
        }
    }
}
