import Compression
import Machine
import Memory
import Sockets

extension Connection {
    /// Bodies up to this size are copied behind their head; longer ones are sent from where they are.
    private static let small = 4096

    /// Writes an ordinary answer, about which there is nothing to decide; `false` when it is not one.
    func answerNow(_ response: Response, _ request: Request, keepsAlive: Bool) throws -> Bool {
        guard case .bytes(let bytes) = response.content, bytes.count <= Self.small, response.validator == nil,
            request.method != .head, !response.status.isBodiless,
            bytes.count <= core.application.compression.minimum || !request.head.facts.contains(.acceptEncoding),
            !isAbandoned, !buffers.input.isEmpty
        else { return false }
        framing = .length(bytes.count)
        sent = bytes.count
        Answer.encodeHead(
            response.status, response.headers, framing, keepsAlive: keepsAlive,
            minorVersion: request.head.minorVersion, stamp: desk.stamp, into: &buffers.output)
        buffers.output.append(span: bytes.span)
        return true
    }

    /// Writes an answer: what follows from it for this request is decided, its head encoded, its content sent.
    func answer(_ response: Response, to request: Request?, keepsAlive: Bool) async throws {
        guard !isAbandoned else { return }
        if buffers.input.isEmpty { buffers = desk.borrow() }
        var answer = Answer(response, to: request, compression: core.application.compression)
        if answer.isGzip, case .bytes(let bytes, _) = answer.content {
            answer.content = await compressed(bytes)
        } else if answer.isGzip, case .stream = answer.content {
            compressor = desk.borrowCompressor()
        }
        let minorVersion = request?.head.minorVersion ?? 1
        framing = answer.framing(minorVersion: minorVersion)
        let promised = framing
        Answer.encodeHead(
            answer.status, response.headers, framing, keepsAlive: keepsAlive && framing != .close,
            minorVersion: minorVersion, stamp: desk.stamp, state: answer, into: &buffers.output)
        do {
            try await send(answer.content)
        } catch {
            framing = .broken
            throw error
        }
        framing = promised
    }

    private func send(_ content: Answer.Content) async throws {
        switch content {
        case .none: return
        case .bytes(let bytes, let range):
            sent = range.count
            if range.count <= Self.small {
                buffers.output.append(span: bytes.span.extracting(range))
            } else {
                try await flush(and: bytes, range)
            }
        case .file(let file, let range):
            try await flush()
            try await send(file, range)
        case .stream(_, let produce):
            try await flush()
            try await produce(BodyWriter(connection: self))
            try await endBody()
        case .events(let produce): try await sendEvents(produce)
        }
    }

    /// Compresses a body in pieces, so that others on this loop get their turn between them.
    private func compressed(_ bytes: [UInt8]) async -> Answer.Content {
        let box = desk.borrowCompressor()
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count / 4)
        var start = 0
        while start < bytes.count {
            let next = min(bytes.count, start + 64 * 1024)
            box.compress(bytes.span.extracting(start..<next), into: &output, flush: next < bytes.count ? .none : .end)
            start = next
            if start < bytes.count { await Task.yield() }
        }
        desk.giveBack(box)
        return .bytes(output, 0..<output.count)
    }

    // MARK: Streams

    /// A part of a streamed body. It is with the kernel when this returns.
    func writeBody(_ bytes: [UInt8]) async throws {
        guard !isAbandoned else { throw ConnectionLost.timedOut }
        if bytes.isEmpty { return }
        if case .events = phase { phase = .events(quietSince: Ticks.milliseconds) }
        var bytes = bytes
        if let compressor {
            var output: [UInt8] = []
            compressor.compress(bytes.span, into: &output, flush: .all)
            bytes = output
        }
        try take(bytes.count)
        if bytes.count <= Self.small {
            appendPiece(bytes)
            return try await flush()
        }
        if framing == .chunked {
            buffers.output.append(hexadecimal: bytes.count)
            buffers.output.append("\r\n")
        }
        try await flush(and: bytes, 0..<bytes.count)
        if framing == .chunked { buffers.output.append("\r\n") }
    }

    /// A part of a streamed body behind what is already to be sent.
    func appendPiece(_ bytes: [UInt8]) {
        guard framing == .chunked else { return buffers.output.append(span: bytes.span) }
        buffers.output.append(hexadecimal: bytes.count)
        buffers.output.append("\r\n")
        buffers.output.append(span: bytes.span)
        buffers.output.append("\r\n")
    }

    /// A body must be as long as it said, or what follows would be taken for a part of it.
    private func take(_ count: Int) throws {
        sent += count
        if case .length(let length) = framing, sent > length { throw ConnectionLost.wrongLength }
    }

    private func endBody() async throws {
        if let compressor {
            var output: [UInt8] = []
            compressor.compress([UInt8]().span, into: &output, flush: .end)
            desk.giveBack(compressor)
            self.compressor = nil
            sent += output.count
            appendPiece(output)
        }
        if framing == .chunked { buffers.output.append("0\r\n\r\n") }
        if case .length(let length) = framing, sent != length { throw ConnectionLost.wrongLength }
    }

    private func sendEvents(_ produce: @Sendable (EventWriter) async throws -> Void) async throws {
        phase = .events(quietSince: Ticks.milliseconds)
        try await flush()
        do {
            try await produce(EventWriter(connection: self))
        } catch is CancellationError {
            // The server drains: the client shall come back, to another.
            try await writeBody(ServerSentEvent("", name: "end").bytes)
        }
        phase = .answering
        try await endBody()
    }

    // MARK: To the kernel

    /// Writes what the kernel takes; whether that was all.
    func flushNow() throws -> Bool {
        var done = 0
        while done < buffers.output.count {
            guard let count = try stream.write(buffers.output.span.extracting(done..<buffers.output.count)) else {
                buffers.output.removeFirst(done)
                return false
            }
            done += count
            writePace.moved(count)
        }
        buffers.output.removeAll(keepingCapacity: true)
        return true
    }

    func flush() async throws {
        isWriting = true
        defer { isWriting = false }
        while try !flushNow() { try await writable() }
    }

    private func flush(and bytes: [UInt8], _ range: Range<Int>) async throws {
        isWriting = true
        defer { isWriting = false }
        let first = buffers.output.count
        let total = first + range.count
        var done = 0
        while done < total {
            let head = min(done, first)
            let rest = range.lowerBound + max(0, done - first)
            let count = try stream.write(
                buffers.output.span.extracting(head..<first), bytes.span.extracting(rest..<range.upperBound))
            if let count {
                done += count
                writePace.moved(count)
            } else {
                try await writable()
            }
        }
        buffers.output.removeAll(keepingCapacity: true)
    }

    private func send(_ file: File, _ range: Range<Int>) async throws {
        isWriting = true
        defer { isWriting = false }
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard let count = try stream.send(file, at: &offset, count: min(range.upperBound - offset, 1 << 20)) else {
                try await writable()
                continue
            }
            // The file shrank: the promise of its length cannot be kept.
            guard count > 0 else { throw ConnectionLost.wrongLength }
            sent += count
            writePace.moved(count)
            await Task.yield()
        }
    }

    private func writable() async throws {
        let before = Ticks.milliseconds
        let wake = await handle.wait(.write, seconds: (writePace.patience + 999) / 1000)
        guard !isAbandoned, wake != .interrupted else { throw ConnectionLost.ended }
        guard writePace.waited(Ticks.milliseconds - before) else {
            core.count { $0.slowReaders += 1 }
            throw ConnectionLost.tooSlow
        }
    }
}
