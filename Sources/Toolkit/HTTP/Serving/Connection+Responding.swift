import Sockets

extension Connection {
    /// Checks what holds for every path, and counts the request in; or answers at once.
    func admit(_ request: Request) -> Response? {
        do throws(Refusal) {
            if let site = core.application.site { try site.check(request) }
            if request.head.facts.contains(.emptySegment) {
                throw Refusal(.notFound, "There is nothing at this path.")
            }
            if request.head.facts.contains(.irregularPath) { try PathDecoder.check(request.path.span) }
            if !core.enter() { try enterAnyway(request) }
        } catch {
            phase = .answering
            return core.application.refuse(error, request.id)
        }
        phase = .handling(deadline: Ticks.milliseconds + core.handlerMilliseconds)
        return nil
    }

    private func enterAnyway(_ request: Request) throws(Refusal) {
        guard core.application.urgentPaths.contains(where: { request.path.elementsEqual($0.utf8) }) else {
            core.count { $0.shedRequests += 1 }
            throw Refusal(
                .serviceUnavailable, "There is too much to do just now.", retryAfter: core.limits.retryAfter)
        }
        core.enterAnyway()
    }

    /// What a handler gave, unless it may not be sent.
    func outcomeOf(_ response: Response, _ request: Request) -> Outcome {
        guard isAnswering() else { return Outcome(Response(.serviceUnavailable)) }
        return response.headers.isSound
            ? Outcome(response) : Outcome(internalError(request), UnsoundHeaders())
    }

    /// What a handler's failure comes to.
    func outcomeOf(_ error: any Error, _ request: Request) -> Outcome {
        guard isAnswering() else { return Outcome(Response(.serviceUnavailable), error) }
        if let refusal = error as? Refusal { return Outcome(core.application.refuse(refusal, request.id)) }
        return Outcome(internalError(request), error)
    }

    /// Whether there is still somebody to answer.
    private func isAnswering() -> Bool {
        guard !isAbandoned else { return false }
        phase = .answering
        return true
    }

    private func internalError(_ request: Request) -> Response {
        core.application.refuse(Refusal(.internalServerError, "Something went wrong here."), request.id)
    }

    /// Gives the handler another deadline than the usual one, counted from now; none for `nil`.
    func setDeadline(_ time: Duration?) {
        guard case .handling = phase else { return }
        phase = .handling(deadline: time.map { Ticks.milliseconds + $0.milliseconds })
    }

    var isAbandoned: Bool { if case .abandoned = phase { true } else { false } }
    var idleSince: Int? { if case .idle(let since) = phase { since } else { nil } }

    // MARK: Looked after by the desk

    /// What time has done to the connection.
    func lookAfter(now: Int) {
        switch phase {
        case .handling(let deadline?) where now >= deadline: abandon(now)
        case .idle(let since):
            if core.isCrowded && now - since >= core.limits.crowdedIdleTime.milliseconds || fetchesTooSlowly(since, now)
            {
                evict()
            }
        case .events(let quietSince) where now - quietSince >= core.limits.heartbeat.milliseconds: beat(now)
        case .abandoned(let at) where now - at >= 1000: stream.close()
        default: return
        }
    }

    func evict() { handle.interrupt() }

    /// Whether the peer takes its last answers, which all stand in the kernel by now, more slowly than it must.
    private func fetchesTooSlowly(_ idleSince: Int, _ now: Int) -> Bool {
        guard unfetched.at >= idleSince else {
            unfetched = (stream.unsent, now)
            return false
        }
        let waited = now - unfetched.at
        guard unfetched.bytes > 0, waited >= core.limits.rateWindow.milliseconds else { return false }
        let left = stream.unsent
        isTooSlow = left > 0 && unfetched.bytes - left < core.limits.minimumRate * waited / 1000
        unfetched = (left, now)
        if isTooSlow { core.count { $0.slowReaders += 1 } }
        return isTooSlow
    }

    /// Answers in the place of a handler that takes too long, and cancels it. The client has its answer in time even
    /// if the handler never heeds; the connection is of no more use, for a late answer would be taken for the next.
    private func abandon(_ now: Int) {
        core.count { $0.overruns += 1 }
        phase = .abandoned(at: now)
        let refusal = Refusal(
            .serviceUnavailable, "The answer took too long.", retryAfter: core.limits.retryAfter)
        let response = core.application.refuse(refusal, requestID)
        if response.headers.isSound, case .bytes(let bytes) = response.content {
            if buffers.input.isEmpty { buffers = desk.borrow() }
            Answer.encodeHead(
                response.status, response.headers, .length(bytes.count), keepsAlive: false, minorVersion: 1,
                stamp: desk.stamp, into: &buffers.output)
            buffers.output += bytes
            _ = try? stream.write(buffers.output.span)
        }
        stream.shutdown()
        task?.cancel()
    }

    /// A comment, so that nobody takes the stream for dead; nothing while something else is being written.
    private func beat(_ now: Int) {
        guard !isWriting, buffers.output.isEmpty else { return }
        phase = .events(quietSince: now)
        appendPiece(ServerSentEvent.heartbeat)
        guard let written = try? stream.write(buffers.output.span) else { return }
        buffers.output.removeFirst(written)
    }

    /// The server stops: streams of events would not end by themselves.
    func drain() {
        if case .events = phase { task?.cancel() }
    }

    /// The server stops at once.
    func cancel() {
        task?.cancel()
        handle.interrupt()
    }
}

/// A handler gave header fields that would have split the answer, or that belong to its framing.
package struct UnsoundHeaders: Error, Sendable {}
