import Machine
import Sockets

/// One connection: an actor whose executor is its loop. Its state is safe by isolation, and handlers, which run where
/// their caller runs, stay on the loop.
///
/// Here is only what waits; all else is done by the `Wire`.
actor Connection {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unowned }

    let desk: Desk
    let core: ServerCore
    let handle: Stream.Handle
    var wire: Wire
    var task: Task<Void, Never>?
    /// What the task shall do, or fail with, when it is woken.
    private var next: Result<Wire.Step, any Error>?

    init(_ stream: consuming Stream, _ desk: Desk, number: Int) {
        loop = desk.loop
        handle = stream.handle
        self.desk = desk
        core = desk.core
        wire = Wire(stream, desk, number: number)
    }

    /// Begins, or goes on, to serve.
    func start() {
        // On its loop from the first job on; it is nobody's child, for a connection ends when its peer wants.
        task = Task(executorPreference: loop) { await self.serve() }
    }

    /// Serves requests until either side has had enough, or until there are none and others need the memory.
    private func serve() async {
        do {
            try await serveRequests()
            if isDozing { return }
        } catch ConnectionLost.tooSlow {
            wire.stream.abort()
        } catch {}
        // What is gone is gone; who waits for it has been told.
        close()
    }

    private func close() {
        wire.giveBack()
        wire.stream.close()
        wire.phase = .closed
        desk.closed(self)
    }

    private func serveRequests() async throws {
        while true {
            // A step holds its request, whose memory the next one may use: it ends before the wire goes on.
            let step = try next.take()?.get() ?? wire.advance(self)
            switch step {
            case .work(let request, let work):
                let response: Response
                var failure: (any Error)?
                do { response = try await work() } catch { (response, failure) = wire.response(to: error, request) }
                next = try wire.finish(request, response, failure).map(Result.success)
            case .answer(let request, let response, var failure, let keepsAlive):
                do { try await answer(response, to: request, keepsAlive: keepsAlive) } catch { failure = error }
                next = try wire.conclude(request, response, failure, keepsAlive: keepsAlive).map(Result.success)
            case .wait(.idle, _) where !wire.isBusy && desk.isCrowded: return doze()
            case .wait(.idle, let seconds): try await rest(seconds)
            case .wait(let interest, let seconds): try wire.resume(await handle.wait(interest, seconds: seconds))
            case .blocked: try await flush()
            case .refuse(let refusal): return try await refuse(refusal)
            case .last: return try await end()
            case .end: return
            }
        }
    }

    /// Waits for requests, while those that need not wait are served without this task. Where the last one had to wait,
    /// the next will too: this task takes it from the start.
    private func rest(_ seconds: Int) async throws {
        let isWatched = !wire.hadToWait
        if isWatched { wire.stream.watch(self) }
        let wake = await handle.wait(.idle, seconds: seconds)
        if isWatched { wire.stream.watch(nil) }
        if next == nil { try wire.resume(wake) }
    }

    /// Answers what cannot be served, and ends the connection.
    private func refuse(_ refusal: Refusal) async throws {
        wire.phase = .answering
        let response = core.application.refuse(refusal, wire.requestID)
        try await answer(response, to: nil, keepsAlive: false)
        wire.observe(nil, response)
        try await end()
    }

    /// Sends what is left, says no more, and reads a little of what still comes, lest the kernel reset the answer away.
    private func end() async throws {
        try await flush()
        wire.stream.shutdown()
        wire.giveBack()
        var bytes = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<16 {
            while true {
                guard let count = try? wire.stream.read(into: &bytes, 0..<bytes.count) else { break }
                if count == 0 { return }
            }
            guard await handle.wait(.read, seconds: 1) == .ready else { return }
        }
    }

    // MARK: Bodies

    /// The body's next piece, `nil` at its end.
    func nextPiece() async throws -> ArraySlice<UInt8>? {
        guard !wire.isAbandoned else { throw ConnectionLost.timedOut }
        if wire.owesContinue { try await sendContinue() }
        while true {
            switch try wire.nextPiece() {
            case .bytes(let piece): return piece
            case .end: return nil
            case .wait:
                let before = Ticks.milliseconds
                let wake = await handle.wait(.read, seconds: (wire.bodyPace.patience + 999) / 1000)
                try wire.resumeBody(wake, after: Ticks.milliseconds - before)
            }
        }
    }

    /// The client waits for a word before it sends the body; it gets it when somebody wants to read.
    private func sendContinue() async throws {
        wire.owesContinue = false
        guard wire.start == wire.end, !wire.body.hasEnded else { return }
        wire.buffers.output.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
        try await flush()
    }

    func setDeadline(_ time: Duration?) { wire.setDeadline(time) }

    // MARK: Looked after by the desk

    /// What time has done to the connection.
    func lookAfter(now: Int) {
        switch wire.lookAfter(now: now) {
        case .nothing: if isDozing, wire.isOverdue(now) { close() }
        case .evict: evict()
        case .cancel: task?.cancel()
        }
    }

    func evict() { if isDozing { close() } else { handle.interrupt() } }

    /// The server stops: what is idle, and streams of events, would not end by themselves.
    func drain() {
        if isDozing { return close() }
        if case .events = wire.phase { task?.cancel() }
    }

    /// The server stops at once.
    func cancel() {
        task?.cancel()
        evict()
    }
}

/// A connection whose task waits, or that has none. What a task has used of memory stays with it to its end, some ten
/// times what the connection itself needs: where there are many, one that is idle has none, and gets another for what
/// takes waiting.
extension Connection: EventLoop.Watcher {
    private var isDozing: Bool { task == nil }

    private func doze() {
        task = nil
        wire.stream.watch(self)
    }

    /// Begins to serve with the first byte.
    func startDozing() {
        wire.phase = .idle(since: Ticks.milliseconds)
        doze()
    }

    /// Serves what has come without the task, as far as nothing need be waited for.
    func readable() {
        // The task has been woken, and goes on from there.
        guard next == nil else { return }
        do {
            try wire.resume(.ready)
            if !wire.hadToWait {
                let step = try wire.advance(self)
                if case .wait(.idle, let seconds) = step, mayRest {
                    if !isDozing { handle.extend(.idle, seconds: seconds) }
                    return
                }
                next = .success(step)
            }
        } catch { next = .failure(error) }
        guard isDozing else { return handle.wake() }
        wire.stream.watch(nil)
        start()
    }

    /// Whether its task, if it has one, may go on to wait.
    private var mayRest: Bool { wire.isBusy || isDozing || !desk.isCrowded }
}
