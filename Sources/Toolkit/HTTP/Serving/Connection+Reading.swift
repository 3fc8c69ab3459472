import Machine
import Memory
import Sockets

extension Connection {
    /// What a connection between two answers is to do next.
    enum Step {
        /// A whole head, and where it begins.
        case head(Head, Int)
        case wait(Interest, seconds: Int)
        /// There are answers that the kernel does not take.
        case blocked
        case refused(Refusal)
        case ended
    }

    func nextStep() throws -> Step {
        // Pipelined answers gather up to here; then the kernel must take them before there are more.
        if buffers.output.count > Buffers.most, try !flushNow() { return .blocked }
        while true {
            if start < end {
                do throws(Refusal) {
                    if try parser.parse(buffers.input.span.extracting(start..<end), into: &buffers.fields) {
                        defer { start += parser.consumed }
                        return .head(parser.head, start)
                    }
                } catch {
                    core.count { $0.refusedHeads += 1 }
                    return .refused(error)
                }
            }
            guard try flushNow() else { return .blocked }
            guard let count = try readMore() else { return stepToWait() }
            if count == 0 { return .ended }
        }
    }

    /// Nothing has come: between requests the memory is given back, within a head the time is limited from its first
    /// byte on.
    private func stepToWait() -> Step {
        let now = Ticks.milliseconds
        guard start < end else {
            giveBack()
            phase = .idle(since: now)
            let patience = core.isCrowded ? core.limits.crowdedIdleTime : core.limits.idleTime
            return .wait(.idle, seconds: (patience.milliseconds + 999) / 1000)
        }
        let until = headDeadline ?? now + core.limits.headTime.milliseconds
        headDeadline = until
        guard now >= until else { return .wait(.read, seconds: (until - now) / 1000) }
        core.count { $0.slowHeads += 1 }
        return .refused(Refusal(.requestTimeout, "The request did not arrive in time."))
    }

    /// After a wait. Time-outs within a head are looked at with the clock.
    func resume(_ wake: Wake) throws {
        if isTooSlow { throw ConnectionLost.tooSlow }
        if case .idle = phase, wake != .ready { throw ConnectionLost.ended }
        if wake == .interrupted { throw ConnectionLost.ended }
        phase = .reading
    }

    /// Tries to read into the input; `nil` when that would block, 0 at the end.
    func readMore() throws -> Int? {
        if buffers.input.isEmpty {
            buffers = desk.borrow()
            start = 0
            end = 0
        }
        if end == buffers.input.count { makeRoom() }
        guard let count = try stream.read(into: &buffers.input, end..<buffers.input.count) else { return nil }
        end += count
        return count
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

    func giveBack() {
        guard !buffers.input.isEmpty else { return }
        buffers.output.removeAll(keepingCapacity: true)
        desk.giveBack(buffers)
        buffers = Buffers()
        start = 0
        end = 0
    }
}
