import Compression
import Machine
import Memory
import Sockets

extension Connection {
    /// Writes an answer: what follows from it for this request is decided, its head encoded, its content sent.
    func answer(_ response: Response, to request: Request?, keepsAlive: Bool) async throws {
        guard !wire.isAbandoned else { return }
        var answer = Answer(response, to: request, compression: core.application.compression)
        if answer.isGzip, case .bytes(let bytes, _) = answer.content {
            answer.content = await compressed(bytes)
        } else if answer.isGzip, case .stream = answer.content {
            wire.compressor = desk.borrowCompressor()
        }
        wire.begin(answer, response.headers, minorVersion: request?.head.minorVersion ?? 1, keepsAlive: keepsAlive)
        let promised = wire.framing
        do {
            try await send(answer.content)
        } catch {
            wire.framing = .broken
            throw error
        }
        wire.framing = promised
    }

    private func send(_ content: Answer.Content) async throws {
        switch content {
        case .none: return
        case .bytes(let bytes, let range):
            wire.sent = range.count
            if range.count <= Wire.small {
                wire.buffers.output.append(span: bytes.span.extracting(range))
            } else {
                try await flush(and: bytes, range)
            }
        case .file(let file, let range):
            try await flush()
            try await send(file, range)
        case .stream(_, let produce):
            try await flush()
            try await produce(BodyWriter(connection: self))
            try wire.endBody()
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
        guard !wire.isAbandoned else { throw ConnectionLost.timedOut }
        if bytes.isEmpty { return }
        if case .events = wire.phase { wire.phase = .events(quietSince: Ticks.milliseconds) }
        var bytes = bytes
        if let compressor = wire.compressor {
            var output: [UInt8] = []
            compressor.compress(bytes.span, into: &output, flush: .all)
            bytes = output
        }
        if try wire.append(bytes) { return try await flush() }
        try await flush(and: bytes, 0..<bytes.count)
        if wire.framing == .chunked { wire.buffers.output.append("\r\n") }
    }

    private func sendEvents(_ produce: @Sendable (EventWriter) async throws -> Void) async throws {
        wire.phase = .events(quietSince: Ticks.milliseconds)
        try await flush()
        do {
            try await produce(EventWriter(connection: self))
        } catch is CancellationError {
            // The server drains: the client shall come back, to another.
            try await writeBody(ServerSentEvent("", name: "end").bytes)
        }
        wire.phase = .answering
        try wire.endBody()
    }

    // MARK: To the kernel

    func flush() async throws {
        wire.isWriting = true
        defer { wire.isWriting = false }
        while try !wire.flushNow() { try await writable() }
    }

    private func flush(and bytes: [UInt8], _ range: Range<Int>) async throws {
        wire.isWriting = true
        defer { wire.isWriting = false }
        var done = 0
        while try !wire.flushNow(and: bytes, range, &done) { try await writable() }
    }

    private func send(_ file: File, _ range: Range<Int>) async throws {
        wire.isWriting = true
        defer { wire.isWriting = false }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = min(range.upperBound - offset, 1 << 20)
            guard let count = try wire.stream.send(file, at: &offset, count: count) else {
                try await writable()
                continue
            }
            // The file shrank: the promise of its length cannot be kept.
            guard count > 0 else { throw ConnectionLost.wrongLength }
            wire.sent += count
            wire.writePace.moved(count)
            await Task.yield()
        }
    }

    private func writable() async throws {
        let before = Ticks.milliseconds
        let wake = await handle.wait(.write, seconds: (wire.writePace.patience + 999) / 1000)
        try wire.resumeWriting(wake, after: Ticks.milliseconds - before)
    }
}
