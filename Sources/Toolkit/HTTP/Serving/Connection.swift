import Memory
import Sockets

/// One connection: an actor whose executor is its loop. Its state is safe by
/// isolation, and handlers, which run where their caller runs, stay on the loop.
actor Connection {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let shared: Shared
    private let handle: Stream.Handle
    private var stream: Stream
    /// Borrowed from the pool, except while idle.
    private var buffers = Buffers()
    private var start = 0, end = 0
    private var body = BodyDecoder(.none)
    private var continueOwed = false
    private var chunk: [UInt8] = []

    init(_ stream: consuming Stream, _ shared: Shared) {
        loop = stream.loop
        handle = stream.handle
        self.shared = shared
        self.stream = stream
    }

    func serve() async {
        do { try await serveRequests() } catch {}
        giveBack()
        stream.close()
    }

    private func serveRequests() async throws {
        while true {
            guard let (head, base) = try await readHead() else { return }
            body = BodyDecoder(head.framing)
            continueOwed = head.expectsContinue
            let coding = ContentCoding(of: head, buffers.input, base, buffers.fields)
            let request = Request(
                buffers.input, at: base, buffers.fields, head, id: RequestID(high: 0, low: 0), peer: .local,
                body: head.framing == .none ? Body(bytes: [], coding: coding) : Body(self, head.framing, coding: coding)
            )
            var response: Response
            do { response = try await shared.handler(request) } catch {
                response = Response((error as? Refusal)?.status ?? .internalServerError)
            }
            // An unread body is skipped if it is small and at hand; else the connection ends.
            let keep = head.keepsAlive && !loop.draining && skipBody()
            try await answer(response, head, keep)
            guard keep else { try await flush(); return await linger() }
        }
    }

    // MARK: Reading

    private func readHead() async throws -> (Head, Int)? {
        var parser = HeadParser(limits: shared.limits.head)
        if start == end { start = 0; end = 0 }
        buffers.fields.removeAll(keepingCapacity: true)
        while true {
            if start < end {
                do {
                    if try parser.parse(buffers.input.span.extracting(start..<end), into: &buffers.fields) {
                        defer { start += parser.consumed }
                        return (parser.head, start)
                    }
                    if end - start >= Buffers.capacity { throw Refusal(.requestHeaderFieldsTooLarge, "") }
                } catch {
                    try await answer(Response((error as? Refusal)?.status ?? .badRequest), Head(), false)
                    try await flush()
                    await linger()
                    return nil
                }
            }
            if !buffers.output.isEmpty { try await flush() }
            guard try await fill(idle: start == end) else { return nil }
        }
    }

    /// Reads at least one byte into the input; `false` at the end, time-out or drain.
    private func fill(idle: Bool) async throws -> Bool {
        while true {
            if buffers.input.isEmpty { borrow() }
            if end == buffers.input.count { buffers.input.moveToFront(start..<end); end -= start; start = 0 }
            if let count = try stream.read(into: &buffers.input, end..<buffers.input.count) {
                end += count
                return count > 0
            }
            if idle { giveBack() }
            guard
                await handle.wait(
                    idle ? .idle : .read, seconds: idle ? 75 : 10)
                    == .ready
            else { return false }
        }
    }
    private func borrow() { buffers = shared.borrow(); start = 0; end = 0 }
    private func giveBack() {
        guard !buffers.input.isEmpty else { return }
        shared.giveBack(buffers)
        buffers = Buffers()
    }

    /// The body's next piece, `nil` at its end.
    func nextPiece() async throws -> ArraySlice<UInt8>? {
        if continueOwed {
            continueOwed = false
            if start == end { buffers.output.append("HTTP/1.1 100 Continue\r\n\r\n"); try await flush() }
        }
        while true {
            if start < end {
                let (taken, piece) = try body.decode(buffers.input.span.extracting(start..<end))
                defer { start += taken }
                if let piece { return buffers.input[start + piece.lowerBound..<start + piece.upperBound] }
            }
            if body.hasEnded { return nil }
            if start < end { continue }
            if let wanted = body.bulk {
                // Bytes that are all body go to memory of their own; it is reused once the handler drops it.
                if chunk.isEmpty { chunk = [UInt8](repeating: 0, count: 256 * 1024) }
                if let count = try stream.read(into: &chunk, 0..<Swift.min(wanted, chunk.count)) {
                    guard count > 0 else { throw ConnectionLost.ended }
                    body.took(count)
                    defer { if body.hasEnded { chunk = [] } }
                    return chunk[0..<count]
                }
                guard await handle.wait(.read, seconds: 30) == .ready else {
                    throw ConnectionLost.timedOut
                }
            } else {
                start = 0; end = 0
                guard try await fill(idle: false) else { throw ConnectionLost.ended }
            }
        }
    }

    private func skipBody() -> Bool {
        while !body.hasEnded {
            guard start < end, let (taken, _) = try? body.decode(buffers.input.span.extracting(start..<end)) else {
                return false
            }
            start += taken
        }
        return true
    }

    // MARK: Writing

    private func answer(_ response: Response, _ head: Head, _ keep: Bool) async throws {
        if buffers.input.isEmpty { borrow() }
        buffers.output.append("HTTP/1.1 ")
        buffers.output.append(decimal: Int(response.status.code))
        buffers.output.append(0x20)
        buffers.output.append(response.status.reason)
        buffers.output.append("\r\n")
        shared.appendDate(to: &buffers.output)
        buffers.output.append(contentsOf: response.headers.lines)
        if !keep {
            buffers.output.append("connection: close\r\n")
        } else if head.minorVersion == 0 {
            buffers.output.append("connection: keep-alive\r\n")
        }
        let bodiless = head.method == .head || response.status.code == 204 || response.status.code == 304
        switch response.content {
        case .bytes(let bytes):
            endHead(length: response.status.code == 204 ? nil : bytes.count)
            if bodiless { break }
            if bytes.count <= 4096 { buffers.output.append(contentsOf: bytes) } else { try await flush(and: bytes) }
        case .file(let file, let size):
            endHead(length: size)
            if !bodiless { try await flush(); try await send(file, size) }
        case .stream(let length, let produce):
            let chunked = length == nil && head.minorVersion == 1
            if chunked { buffers.output.append("transfer-encoding: chunked\r\n\r\n") } else { endHead(length: length) }
            if bodiless { break }
            try await produce(BodyWriter(connection: self, isChunked: chunked))
            if chunked { buffers.output.append("0\r\n\r\n") }
        }
        if buffers.output.count > 3 * Buffers.capacity { try await flush() }  // pipelined answers gather up to here
    }
    private func endHead(length: Int?) {
        if let length {
            buffers.output.append("content-length: ")
            buffers.output.append(decimal: length)
            buffers.output.append("\r\n")
        }
        buffers.output.append("\r\n")
    }

    func writeBody(_ bytes: [UInt8], isChunked chunked: Bool) async throws {
        if bytes.isEmpty { return }
        if chunked { buffers.output.append(hexadecimal: bytes.count); buffers.output.append("\r\n") }
        try await flush(and: bytes)
        if chunked { buffers.output.append("\r\n") }
    }

    private func flush() async throws {
        if buffers.output.isEmpty { return }
        var done = 0
        while done < buffers.output.count {
            if let count = try stream.write(buffers.output.span.extracting(done..<buffers.output.count)) {
                done += count
            } else {
                try await writable()
            }
        }
        buffers.output.removeAll(keepingCapacity: true)
    }
    private func flush(and bytes: [UInt8]) async throws {
        let first = buffers.output.count, total = first + bytes.count
        var done = 0
        while done < total {
            let head = Swift.min(done, first)
            if let count = try stream.write(
                buffers.output.span.extracting(head..<first),
                bytes.span.extracting(Swift.max(0, done - first)..<bytes.count))
            {
                done += count
            } else {
                try await writable()
            }
        }
        buffers.output.removeAll(keepingCapacity: true)
    }
    private func send(_ file: File, _ size: Int) async throws {
        var offset = 0
        while offset < size {
            guard let count = try stream.send(file, at: &offset, count: Swift.min(size - offset, 1 << 20)) else {
                try await writable()
                continue
            }
            guard count > 0 else { throw ConnectionLost.ended }  // the file shrank: the promise cannot be kept
            await Task.yield()
        }
    }
    private func writable() async throws {
        guard await handle.wait(.write, seconds: 30) == .ready else { throw ConnectionLost.timedOut }
    }

    /// Says no more and reads a little of what still comes, lest the kernel reset the answer away.
    private func linger() async {
        stream.shutdown()
        for _ in 0..<16 {
            start = 0; end = 0
            guard let more = try? await fill(idle: false), more else { return }
        }
    }
}
