import Memory
import Sockets

/// The server has given its final answer before the body was sent: no more of it is wanted.
private struct AnsweredEarly: Error {}

extension ClientConnection {
    /// Sends the head in `output`, and the body: with one system call where it fits.
    ///
    /// A server that refuses a body may answer before it has read it all, and close (RFC 9112 §9.5): then nothing more
    /// is sent, the answer is there to be read, and the connection is of no further use.
    func send(_ request: OutgoingRequest, _ options: HTTPClient.Options) async throws(HTTPClientError) {
        do {
            if request.expectsContinue {
                try await flush()
                try await awaitContinue(options)
            }
            try await sendBody(request.body)
        } catch let error as HTTPClientError {
            guard error.isClosure, try hasAnswer(options) else { throw error }
            exchange.keepAlive = false
        } catch is AnsweredEarly {
            exchange.keepAlive = false
        } catch {
            throw HTTPClientError(.requestBody("\(error)"))
        }
    }

    private func sendBody(_ body: RequestBody) async throws {
        switch body.content {
        case .none: try await flush()
        case .bytes(let bytes): try await flush(and: bytes)
        case .file(let file, let range):
            try await flush()
            try await send(file, range)
        case .stream(let length, let produce): try await send(length, produce)
        }
    }

    // MARK: Answers before their time

    /// Waits for `100 Continue`, but not for ever: some servers do not know it (RFC 9110 §10.1.1).
    private func awaitContinue(_ options: HTTPClient.Options) async throws {
        let seconds = options.timeouts.expect.secondsRoundedUp
        while true {
            var parser = ResponseHeadParser(limits: .init(section: options.headLimit))
            if let head = try parseHead(&parser) {
                guard head.isInterim else { throw AnsweredEarly() }
                start += head.size
                if head.status == 100 { return }
                continue
            }
            if let isMore = try fillNow(.answer) {
                guard isMore else { throw HTTPClientError(.closed(.answer)) }
                continue
            }
            do throws(HTTPClientError) { try await wait(.read, .answer, seconds: seconds) } catch {
                guard error.reason == .timedOut(.answer) else { throw error }
                return
            }
        }
    }

    /// Whether the head of a final answer has come.
    private func hasAnswer(_ options: HTTPClient.Options) throws(HTTPClientError) -> Bool {
        while end - start <= options.headLimit, let isMore = try? fillNow(.answer), isMore {}
        while true {
            var parser = ResponseHeadParser(limits: .init(section: options.headLimit))
            guard let head = try parseHead(&parser) else { return false }
            guard head.isInterim else { return true }
            start += head.size
        }
    }

    /// Waits for room to write, or for an answer that makes further writing pointless.
    private func waitToWrite() async throws {
        while end - start < Self.bufferSize, let isMore = try fillNow(.sending) {
            guard isMore else { throw HTTPClientError(.closed(.sending)) }
        }
        var parser = ResponseHeadParser()
        while let head = try parseHead(&parser) {
            guard head.isInterim else {
                // What is not an error need not end the request: its body is still being read.
                if head.status >= 300 { throw AnsweredEarly() }
                break
            }
            start += head.size
            parser = ResponseHeadParser()
        }
        let now = ContinuousClock.now, limit = exchange.stalledUntil ?? now + exchange.timeouts.idle
        guard now < limit else { throw HTTPClientError(.timedOut(.sending)) }
        exchange.stalledUntil = limit
        // With more of the answer in the kernel than is read now, its edge is over: it would not come again.
        if end - start < Self.bufferSize { stream.watchBoth() }
        try await wait(.write, .sending)
    }

    // MARK: Output

    private func flush() async throws {
        var done = 0
        while done < output.count {
            if let count = try stream.attemptWrite(output.span.extracting(done..<output.count), .sending) {
                done += count
                exchange.stalledUntil = nil
            } else {
                try await waitToWrite()
            }
        }
        headIsSent()
    }

    private func flush(and bytes: [UInt8]) async throws {
        let first = output.count
        let total = first + bytes.count
        var done = 0
        while done < total {
            if let count = try write(from: done, and: bytes) {
                done += count
                exchange.stalledUntil = nil
                if done >= first { exchange.headIsSent = true }
            } else {
                try await waitToWrite()
            }
        }
        headIsSent()
    }

    private func headIsSent() {
        exchange.headIsSent = true
        output.removeAll(keepingCapacity: true)
    }

    private func write(from done: Int, and bytes: [UInt8]) throws(HTTPClientError) -> Int? {
        let first = output.count
        guard done < first else {
            return try stream.attemptWrite(bytes.span.extracting(done - first..<bytes.count), .sending)
        }
        do {
            return try stream.write(output.span.extracting(done..<first), bytes.span)
        } catch {
            throw HTTPClientError(system: error, .sending)
        }
    }

    private func send(_ file: File, _ range: Range<Int>) async throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count: Int?
            do {
                count = try stream.send(file, at: &offset, count: min(range.upperBound - offset, 1 << 20))
            } catch {
                throw HTTPClientError(system: error, .sending)
            }
            guard let count else { try await waitToWrite(); continue }
            exchange.stalledUntil = nil
            guard count > 0 else { throw HTTPClientError(.requestBody("the file is shorter than announced")) }
            await Task.yield()
        }
    }

    private func send(_ length: Int?, _ produce: RequestBody.Produce) async throws {
        exchange.unsent = length
        exchange.isChunked = length == nil
        do {
            try await produce(RequestBodyWriter(connection: self, number: exchange.number))
        } catch let error as HTTPClientError {
            throw error
        } catch let early as AnsweredEarly {
            throw early
        } catch {
            throw HTTPClientError(Task.isCancelled ? .cancelled : .requestBody("\(error)"))
        }
        if let unsent = exchange.unsent, unsent > 0 {
            throw HTTPClientError(.requestBody("\(unsent) bytes less than announced"))
        }
        if exchange.isChunked { output.append("0\r\n\r\n") }
        try await flush()
    }

    /// Sends one piece of the body of exchange `number`, and whatever of the head still waits.
    func writePiece(_ bytes: [UInt8], of number: UInt64) async throws {
        guard exchange.number == number, !exchange.isOver else { throw HTTPClientError(.closed(.sending)) }
        guard !bytes.isEmpty else { return }
        if exchange.isChunked {
            output.append(hexadecimal: bytes.count)
            output.append("\r\n")
        } else if let unsent = exchange.unsent {
            guard bytes.count <= unsent else {
                throw HTTPClientError(.requestBody("\(bytes.count - unsent) bytes more than announced"))
            }
            exchange.unsent = unsent - bytes.count
        }
        try await flush(and: bytes)
        if exchange.isChunked { output.append("\r\n") }
    }
}
