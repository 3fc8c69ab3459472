import Memory
import Sockets

extension ClientConnection {
    /// What came of a request: its head, and its body if that is already whole.
    struct Answer: Sendable {
        let status: UInt16
        let headers: HeaderFields
        let number: UInt64
        /// `nil` while it is still to be read.
        let body: [UInt8]?
    }

    /// Sends a request and reads the head of its answer.
    func carryOut(
        _ request: OutgoingRequest, _ options: HTTPClient.Options
    ) async throws(HTTPClientError) -> Answer {
        exchange.begin(options.timeouts)
        output.removeAll(keepingCapacity: true)
        request.appendHead(to: &output)
        do throws(HTTPClientError) {
            if Task.isCancelled { throw HTTPClientError(.cancelled) }
            try setTimer(request)
            if !sendAtOnce(request) { try await send(request, options) }
            var reader = FinalHeadReader(options)
            while true {
                if let head = try reader.read(from: self) { return take(head, of: request) }
                if let isMore = try fillNow(reader.phase) {
                    guard isMore else { throw HTTPClientError(.closed(reader.phase)) }
                } else {
                    try await wait(.read, reader.phase)
                }
            }
        } catch {
            throw fail(error.reason)
        }
    }

    /// Whether the whole request went out with one call, as most do.
    private func sendAtOnce(_ request: OutgoingRequest) -> Bool {
        // A fault is met again, and judged, by the slower way.
        guard request.body.isNone, let count = try? stream.write(output.span) else { return false }
        guard count == output.count else {
            output.removeFirst(count)
            return false
        }
        output.removeAll(keepingCapacity: true)
        exchange.headIsSent = true
        return true
    }

    private func take(_ found: ResponseHead, of request: OutgoingRequest) -> Answer {
        var head = found
        head.settle(afterHead: request.method == .head)
        let lines = Array(input[start + head.lines.lowerBound..<start + head.lines.upperBound])
        start += head.size
        exchange.receive(head, inflates: request.inflates)
        var headers = HeaderFields(received: lines, isCanonical: head.isCanonical)
        if exchange.inflater != nil {
            // They speak of what is no longer there.
            headers.remove("content-encoding")
            headers.remove("content-length")
        }
        let body = exchange.inflater == nil ? takeWhole(head) : nil
        if body != nil { finish() }
        return Answer(status: head.status, headers: headers, number: exchange.number, body: body)
    }

    /// The next head, once the input holds all of it.
    func parseHead(_ parser: inout ResponseHeadParser) throws(HTTPClientError) -> ResponseHead? {
        guard start < end else { return nil }
        do {
            return try parser.parse(input.span.extracting(start..<end)) ? parser.head : nil
        } catch {
            throw HTTPClientError(.malformedResponse(error))
        }
    }

    /// The body, if the input already holds all of it.
    private func takeWhole(_ head: ResponseHead) -> [UInt8]? {
        switch head.framing {
        case .none: return []
        case .length(let count):
            guard end - start >= count else { return nil }
            defer { start += count }
            return Array(input[start..<start + count])
        case .chunked, .untilClose: return nil
        }
    }

    // MARK: Input

    /// Reads at least one byte behind what is unread; `false` at the end.
    func fill(_ phase: HTTPClientError.Phase) async throws(HTTPClientError) -> Bool {
        while true {
            if let isMore = try fillNow(phase) { return isMore }
            try await wait(.read, phase)
        }
    }

    /// Reads what is there: `false` at the end, `nil` for nothing yet.
    func fillNow(_ phase: HTTPClientError.Phase) throws(HTTPClientError) -> Bool? {
        makeRoom()
        guard let count = try stream.attemptRead(into: &input, end..<input.count, phase) else { return nil }
        end += count
        return count > 0
    }

    /// What does not fit moves to the front, or into more memory; how much it may be is the parser's affair.
    private func makeRoom() {
        if start == end {
            start = 0
            end = 0
        } else if end == input.count, start > 0 {
            input.moveToFront(start..<end)
            end -= start
            start = 0
        } else if end == input.count {
            input.append(contentsOf: repeatElement(0, count: input.count))
        }
    }
}

/// Looks for the head of the final answer, past the interim ones before it.
private struct FinalHeadReader {
    /// Interim answers before the final one, at most.
    private static let mostInterim = 16

    private let limits: ResponseHeadParser.Limits
    private let patience: Duration
    private var parser: ResponseHeadParser
    private var interim = 0
    private var end: ContinuousClock.Instant?
    private(set) var phase = HTTPClientError.Phase.answer

    init(_ options: HTTPClient.Options) {
        limits = .init(section: options.headLimit)
        patience = options.timeouts.idle
        parser = ResponseHeadParser(limits: limits)
    }

    /// The head, which is left in the input, once it is there.
    mutating func read(from connection: isolated ClientConnection) throws(HTTPClientError) -> ResponseHead? {
        while let head = try connection.parseHead(&parser) {
            guard head.isInterim else { return head }
            interim += 1
            guard head.status != 101 else { throw HTTPClientError(.malformedResponse(.status)) }
            guard interim <= Self.mostInterim else { throw HTTPClientError(.malformedResponse(.tooManyInterim)) }
            connection.start += head.size
            parser = ResponseHeadParser(limits: limits)
        }
        phase = connection.start == connection.end ? .answer : .head
        if phase == .head {
            // A head that drips in would else renew its time with every byte.
            let now = ContinuousClock.now
            if let end, now >= end { throw HTTPClientError(.timedOut(.head)) }
            end = end ?? now + patience
        }
        return nil
    }
}
