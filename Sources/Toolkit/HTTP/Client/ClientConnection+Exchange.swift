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

    /// Interim answers before the final one, at most.
    private static let mostInterim = 16

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
            try await send(request, options)
            return try await readAnswer(to: request, options)
        } catch {
            throw await fail(error.reason)
        }
    }

    private func readAnswer(
        to request: OutgoingRequest, _ options: HTTPClient.Options
    ) async throws(HTTPClientError) -> Answer {
        var head = try await readFinalHead(options)
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
        if body != nil { await finish() }
        return Answer(status: head.status, headers: headers, number: exchange.number, body: body)
    }

    /// Reads up to the end of the head of the final answer and leaves it in the input.
    private func readFinalHead(_ options: HTTPClient.Options) async throws(HTTPClientError) -> ResponseHead {
        var parser = ResponseHeadParser(limits: .init(section: options.headLimit))
        var interim = 0
        while true {
            while let head = try parseHead(&parser) {
                guard head.isInterim else { return head }
                interim += 1
                guard head.status != 101 else { throw HTTPClientError(.malformedResponse(.status)) }
                guard interim <= Self.mostInterim else { throw HTTPClientError(.malformedResponse(.tooManyInterim)) }
                start += head.size
                parser = ResponseHeadParser(limits: .init(section: options.headLimit))
            }
            let phase: HTTPClientError.Phase = start == end ? .answer : .head
            guard try await fill(phase) else { throw HTTPClientError(.closed(phase)) }
        }
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
