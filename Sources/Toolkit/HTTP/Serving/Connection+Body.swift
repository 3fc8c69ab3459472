import Machine
import Memory
import Sockets

extension Connection {
    /// How much is read of a body at one time, when so much is there.
    private static let piece = 256 * 1024

    /// The body's next piece, `nil` at its end.
    func nextPiece() async throws -> ArraySlice<UInt8>? {
        guard !isAbandoned else { throw ConnectionLost.timedOut }
        if owesContinue { try await sendContinue() }
        while true {
            if start < end {
                let (taken, piece) = try body.decode(buffers.input.span.extracting(start..<end))
                defer { start += taken }
                if let piece {
                    bodyPace.moved(piece.count)
                    return buffers.input[start + piece.lowerBound..<start + piece.upperBound]
                }
                if taken > 0 { continue }
            }
            if body.hasEnded { return nil }
            if let wanted = body.bulk {
                if let piece = try readBulk(wanted) { return piece }
            } else {
                start = 0
                end = 0
                if let count = try readMore() {
                    guard count > 0 else { throw ConnectionLost.ended }
                    continue
                }
            }
            try await waitForBody()
        }
    }

    /// The client waits for a word before it sends the body; it gets it when somebody wants to read.
    private func sendContinue() async throws {
        owesContinue = false
        guard start == end, !body.hasEnded else { return }
        buffers.output.append("HTTP/1.1 100 Continue\r\n\r\n")
        try await flush()
    }

    /// Bytes that are all body go to memory of their own, which is used again once the handler has let go of it.
    private func readBulk(_ wanted: Int) throws -> ArraySlice<UInt8>? {
        if chunk.count < min(wanted, Self.piece) { chunk = [UInt8](repeating: 0, count: min(wanted, Self.piece)) }
        guard let count = try stream.read(into: &chunk, 0..<min(wanted, chunk.count)) else { return nil }
        guard count > 0 else { throw ConnectionLost.ended }
        body.took(count)
        bodyPace.moved(count)
        defer { if body.hasEnded { chunk = [] } }
        return chunk[0..<count]
    }

    private func waitForBody() async throws {
        let before = Ticks.milliseconds
        let wake = await handle.wait(.read, seconds: (bodyPace.patience + 999) / 1000)
        guard !isAbandoned, wake != .interrupted else { throw ConnectionLost.ended }
        guard bodyPace.waited(Ticks.milliseconds - before) else {
            core.count { $0.slowBodies += 1 }
            throw Refusal(.requestTimeout, "The body came too slowly.")
        }
    }

    /// Skips what is left of a body if all of it is at hand; else the connection must end.
    func skipBody() -> Bool {
        while !body.hasEnded {
            guard start < end, let (taken, _) = try? body.decode(buffers.input.span.extracting(start..<end)) else {
                return false
            }
            start += taken
        }
        chunk = []
        return true
    }
}
