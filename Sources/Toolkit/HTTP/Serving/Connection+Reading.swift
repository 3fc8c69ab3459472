import Memory
import Sockets

extension Connection {
    /// The next head and where it begins; `nil` when there is none, or none that can be served.
    func readHead() async throws -> (Head, Int)? {
        var parser = HeadParser(limits: core.limits.head)
        var deadline: Int?
        if start == end {
            start = 0
            end = 0
        }
        buffers.fields.removeAll(keepingCapacity: true)
        while true {
            if start < end {
                do throws(Refusal) {
                    if try parser.parse(buffers.input.span.extracting(start..<end), into: &buffers.fields) {
                        defer { start += parser.consumed }
                        return (parser.head, start)
                    }
                } catch {
                    core.count { $0.refusedHeads += 1 }
                    try await refuse(error)
                    return nil
                }
            }
            if !buffers.output.isEmpty { try await flush() }
            if try await !fillHead(&deadline) { return nil }
        }
    }

    /// Reads more of a head, or the first of the next; `false` at the end, however it came.
    private func fillHead(_ deadline: inout Int?) async throws -> Bool {
        if try readMore() { return start < end }
        if start == end {
            giveBack()
            phase = .idle(since: Ticks.milliseconds)
            let patience = core.isCrowded ? core.limits.crowdedIdleTime : core.limits.idleTime
            let wake = await handle.wait(.idle, seconds: patience.wholeSeconds)
            phase = .reading
            guard wake == .ready else { return false }
            return try readMore() ? start < end : true
        }
        let now = Ticks.milliseconds
        let until = deadline ?? now + core.limits.headTime.milliseconds
        deadline = until
        if until > now, await handle.wait(.read, seconds: (until - now) / 1000) == .ready { return true }
        guard Ticks.milliseconds >= until else { return false }
        core.count { $0.slowHeads += 1 }
        try await refuse(Refusal(.requestTimeout, "The request did not arrive in time."))
        return false
    }

    /// Tries to read into the input; `false` when that would block. At the end nothing is added.
    func readMore() throws -> Bool {
        if buffers.input.isEmpty { borrow() }
        if end == buffers.input.count { makeRoom() }
        guard let count = try stream.read(into: &buffers.input, end..<buffers.input.count) else { return false }
        if count == 0 && start < end { throw ConnectionLost.ended }
        end += count
        return true
    }

    /// A head that needs more than the ordinary room gets it; no more than its limits allow is ever asked for.
    private func makeRoom() {
        if start > 0 {
            buffers.input.moveToFront(start..<end)
            end -= start
            start = 0
        } else {
            buffers.input.append(contentsOf: repeatElement(0, count: buffers.input.count))
        }
    }

    private func borrow() {
        buffers = desk.borrow()
        start = 0
        end = 0
    }

    func giveBack() {
        guard !buffers.input.isEmpty else { return }
        buffers.output.removeAll(keepingCapacity: true)
        buffers.fields.removeAll(keepingCapacity: true)
        desk.giveBack(buffers)
        buffers = Buffers()
        start = 0
        end = 0
    }

    /// Answers what cannot be served, and ends the connection.
    private func refuse(_ refusal: Refusal) async throws {
        phase = .answering
        let response = core.application.refuse(refusal, requestID)
        try await answer(response, to: nil, keepsAlive: false)
        core.application.observe?(
            ServedRequest(
                request: nil, id: requestID, status: response.status, route: response.route, received: 0, sent: sent,
                nanoseconds: 0, attachment: response.attachment, failure: nil, isComplete: true))
        try await flush()
        await linger()
    }
}
