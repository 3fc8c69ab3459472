import Memory
import Sockets

extension Wire {
    /// What reading and writing on, as far as that goes at once, comes to.
    enum Progress {
        /// The head of a request has been read, and begins there.
        case head(at: Int)
        case stuck(Step)
    }

    /// Reads the next head, and writes what is still to be sent once there is none.
    mutating func nextHead() throws -> Progress {
        if isHeadRead { makeReady() }
        // Pipelined answers gather up to here; then the kernel must take them before there are more.
        if buffers.output.count > Buffers.most, try !flushNow() { return .stuck(.blocked) }
        while true {
            if start < end {
                let input = buffers.input
                do throws(Refusal) {
                    if try parser.parse(input.span.extracting(start..<end), into: &buffers.fields) {
                        defer {
                            start += parser.consumed
                            isHeadRead = true
                        }
                        return .head(at: start)
                    }
                } catch {
                    core.count { $0.refusedHeads += 1 }
                    return .stuck(.refuse(error))
                }
            }
            guard try flushNow() else { return .stuck(.blocked) }
            guard let count = try readMore() else { return .stuck(stepToWait()) }
            if count == 0 { return .stuck(.end) }
        }
    }

    /// Makes ready for another head. The last request is gone by now, and what it shared can be used again.
    private mutating func makeReady() {
        isHeadRead = false
        parser.reset()
        headDeadline = nil
        buffers.fields.removeAll(keepingCapacity: true)
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Nothing has come: between requests the memory is given back, within a head the time is limited from its first
    /// byte on.
    private mutating func stepToWait() -> Step {
        let now = desk.loop.milliseconds
        guard start < end else {
            rest(now)
            return .wait(.idle, seconds: core.patience)
        }
        let until = headDeadline ?? now + core.limits.headTime.milliseconds
        headDeadline = until
        guard now >= until else { return .wait(.read, seconds: (until - now) / 1000) }
        core.count { $0.slowHeads += 1 }
        return .refuse(Refusal(.requestTimeout, "The request did not arrive in time."))
    }

    /// Is idle from now on.
    private mutating func rest(_ now: Int) {
        giveBack()
        isBusy = now - restedAt < 1000
        restedAt = now
        phase = .idle(since: now)
    }

    /// After a wait. Time-outs within a head are looked at with the clock.
    mutating func resume(_ wake: Wake) throws {
        if isTooSlow { throw ConnectionLost.tooSlow }
        switch wake {
        case .ready: phase = .reading
        case .interrupted: throw ConnectionLost.ended
        case .timedOut, .draining:
            if case .idle = phase { throw ConnectionLost.ended }
            phase = .reading
        }
    }

    /// Tries to read into the input; `nil` when that would block, 0 at the end.
    mutating func readMore() throws(SystemError) -> Int? {
        if buffers.input.isEmpty { borrow() }
        if end == buffers.input.count { makeRoom() }
        guard let count = try stream.read(into: &buffers.input, end..<buffers.input.count) else { return nil }
        end += count
        return count
    }

    /// A head that needs more than the ordinary room gets it; no more than its limits allow is ever asked for.
    private mutating func makeRoom() {
        if start > 0 {
            buffers.input.moveToFront(start..<end)
            end -= start
            start = 0
        } else {
            buffers.input.append(contentsOf: repeatElement(0, count: buffers.input.count))
        }
    }

    mutating func borrow() {
        desk.borrow(&buffers)
        start = 0
        end = 0
    }

    mutating func giveBack() {
        guard !buffers.input.isEmpty else { return }
        desk.giveBack(&buffers)
        start = 0
        end = 0
    }

    // MARK: Bodies

    /// How much is read of a body at one time, when so much is there.
    private static let piece = 64 * 1024

    /// What a try to read on in a body gave.
    enum Piece {
        case bytes(ArraySlice<UInt8>)
        case wait
        case end
    }

    mutating func nextPiece() throws -> Piece {
        while true {
            if start < end {
                let input = buffers.input
                let (taken, piece) = try body.decode(input.span.extracting(start..<end))
                defer { start += taken }
                if let piece {
                    bodyPace.moved(piece.count)
                    return .bytes(input[start + piece.lowerBound..<start + piece.upperBound])
                }
                if taken > 0 { continue }
            }
            if body.hasEnded { return .end }
            if let wanted = body.bulk { return try readBulk(wanted).map(Piece.bytes) ?? .wait }
            start = 0
            end = 0
            guard let count = try readMore() else { return .wait }
            guard count > 0 else { throw ConnectionLost.ended }
        }
    }

    /// Bytes that are all body go to memory of their own, which is used again once the handler has let go of it.
    private mutating func readBulk(_ wanted: Int) throws -> ArraySlice<UInt8>? {
        if chunk.count < min(wanted, Self.piece) { chunk = [UInt8](repeating: 0, count: min(wanted, Self.piece)) }
        guard let count = try stream.read(into: &chunk, 0..<min(wanted, chunk.count)) else { return nil }
        guard count > 0 else { throw ConnectionLost.ended }
        body.took(count)
        bodyPace.moved(count)
        defer { if body.hasEnded { chunk = [] } }
        return chunk[0..<count]
    }

    /// After a wait for a body that took so many milliseconds.
    mutating func resumeBody(_ wake: Wake, after milliseconds: Int) throws {
        guard !isAbandoned, wake != .interrupted else { throw ConnectionLost.ended }
        guard bodyPace.waited(milliseconds) else {
            core.count { $0.slowBodies += 1 }
            throw Refusal(.requestTimeout, "The body came too slowly.")
        }
    }

    /// Skips what is left of a body if all of it is at hand; else the connection must end.
    mutating func skipBody() -> Bool {
        let input = buffers.input
        while !body.hasEnded {
            guard start < end, let (taken, _) = try? body.decode(input.span.extracting(start..<end)) else {
                return false
            }
            start += taken
        }
        chunk = []
        return true
    }
}
