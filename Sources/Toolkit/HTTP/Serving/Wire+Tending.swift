import Machine
import Memory
import Sockets

/// What time does to a connection; the desk asks once a second.
extension Wire {
    /// What is to be done with a connection.
    enum Care { case nothing, evict, cancel }

    mutating func lookAfter(now: Int) -> Care {
        switch phase {
        case .handling(let deadline?) where now >= deadline:
            abandon(now)
            return .cancel
        case .idle(let since):
            let isOverdue = core.isCrowded && now - since >= core.limits.crowdedIdleTime.milliseconds
            return isOverdue || fetchesTooSlowly(since, now) ? .evict : .nothing
        case .events(let quietSince) where now - quietSince >= core.limits.heartbeat.milliseconds: beat(now)
        case .abandoned(let at) where now - at >= 1000: stream.close()
        default: break
        }
        return .nothing
    }

    /// Whether it has been idle for as long as it may.
    func isOverdue(_ now: Int) -> Bool {
        if case .idle(let since) = phase { now - since >= core.patience * 1000 } else { false }
    }

    /// Whether the peer takes its last answers, which all stand in the kernel by now, more slowly than it must.
    private mutating func fetchesTooSlowly(_ idleSince: Int, _ now: Int) -> Bool {
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

    /// Answers in the place of a handler that takes too long. The client has its answer in time even if the handler
    /// never heeds; the connection is of no more use, for a late answer would be taken for the next.
    private mutating func abandon(_ now: Int) {
        core.count { $0.overruns += 1 }
        phase = .abandoned(at: now)
        let refusal = Refusal(
            .serviceUnavailable, "The answer took too long.", retryAfter: core.limits.retryAfter)
        let response = core.application.refuse(refusal, requestID)
        if response.headers.isSound, case .bytes(let bytes) = response.content {
            if buffers.input.isEmpty { borrow() }
            desk.withStamp { stamp in
                Answer.encodeHead(
                    response.status, response.headers, .length(bytes.count), keepsAlive: false, minorVersion: 1,
                    stamp: stamp.lines, into: &buffers.output)
            }
            buffers.output += bytes
            _ = try? stream.write(buffers.output.span)
        }
        stream.shutdown()
    }

    /// A comment, so that nobody takes the stream for dead; nothing while something else is being written.
    private mutating func beat(_ now: Int) {
        guard !isWriting, buffers.output.isEmpty else { return }
        phase = .events(quietSince: now)
        appendPiece(ServerSentEvent.heartbeat)
        guard let written = try? stream.write(buffers.output.span) else { return }
        buffers.output.removeFirst(written)
    }

    /// Gives the handler another deadline than the usual one, counted from now; none for `nil`.
    mutating func setDeadline(_ time: Duration?) {
        guard case .handling = phase else { return }
        phase = .handling(deadline: time.map { Ticks.milliseconds + $0.milliseconds })
    }
}
