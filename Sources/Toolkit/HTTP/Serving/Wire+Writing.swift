import Compression
import Memory
import Sockets

extension Wire {
    /// Bodies up to this size are copied behind their head; longer ones are sent from where they are.
    static let small = 4096

    /// Writes an ordinary answer, about which there is nothing to decide; `false` when it is not one.
    mutating func answerNow(_ response: Response, _ request: Request, keepsAlive: Bool) -> Bool {
        guard case .bytes(let bytes) = response.content, bytes.count <= Self.small, !response.hasValidator,
            request.method != .head, !response.status.isBodiless,
            bytes.count <= core.application.compression.minimum || !request.head.facts.contains(.acceptEncoding),
            !isAbandoned, !buffers.input.isEmpty
        else { return false }
        framing = .length(bytes.count)
        sent = bytes.count
        let minorVersion = request.head.minorVersion
        desk.withStamp { stamp in
            if keepsAlive, minorVersion == 1 {
                return Answer.encode(
                    response.status, response.headers, bytes.span, stamp: stamp, into: &buffers.output)
            }
            Answer.encodeHead(
                response.status, response.headers, framing, keepsAlive: keepsAlive, minorVersion: minorVersion,
                stamp: stamp.lines, into: &buffers.output)
            buffers.output.append(span: bytes.span)
        }
        return true
    }

    /// Writes the head of an answer, and notes how its content will end.
    mutating func begin(_ answer: Answer, _ fields: HeaderFields, minorVersion: UInt8, keepsAlive: Bool) {
        if buffers.input.isEmpty { borrow() }
        framing = answer.framing(minorVersion: minorVersion)
        desk.withStamp { stamp in
            Answer.encodeHead(
                answer.status, fields, framing, keepsAlive: keepsAlive && framing != .close,
                minorVersion: minorVersion, stamp: stamp.lines, state: answer, into: &buffers.output)
        }
    }

    // MARK: Streams

    /// A part of a streamed body behind what is already to be sent; `nil` when the part is so long that it should be
    /// sent from where it is, between what was and what will be behind it.
    mutating func append(_ bytes: [UInt8]) throws -> Bool {
        guard !isAbandoned else { throw ConnectionLost.timedOut }
        try take(bytes.count)
        guard bytes.count > Self.small else {
            appendPiece(bytes)
            return true
        }
        if framing == .chunked {
            buffers.output.append(hexadecimal: bytes.count)
            buffers.output.append("\r\n")
        }
        return false
    }

    mutating func appendPiece(_ bytes: [UInt8]) {
        guard framing == .chunked else { return buffers.output.append(span: bytes.span) }
        buffers.output.append(hexadecimal: bytes.count)
        buffers.output.append("\r\n")
        buffers.output.append(span: bytes.span)
        buffers.output.append("\r\n")
    }

    /// A body must be as long as it said, or what follows would be taken for a part of it.
    private mutating func take(_ count: Int) throws {
        sent += count
        if case .length(let length) = framing, sent > length { throw ConnectionLost.wrongLength }
    }

    mutating func endBody() throws {
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

    // MARK: To the kernel

    /// Writes what the kernel takes; whether that was all.
    mutating func flushNow() throws(SystemError) -> Bool {
        if buffers.output.isEmpty { return true }
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

    /// Writes what the kernel takes of the output and, behind it, of `bytes` from `range` on, of which `done` bytes
    /// have gone; whether that was all.
    mutating func flushNow(and bytes: [UInt8], _ range: Range<Int>, _ done: inout Int) throws(SystemError) -> Bool {
        let first = buffers.output.count
        while done < first + range.count {
            let rest = range.lowerBound + max(0, done - first)
            let count = try stream.write(
                buffers.output.span.extracting(min(done, first)..<first), bytes.span.extracting(rest..<range.upperBound)
            )
            guard let count else { return false }
            done += count
            writePace.moved(count)
        }
        buffers.output.removeAll(keepingCapacity: true)
        return true
    }

    /// After a wait for room that took so many milliseconds.
    mutating func resumeWriting(_ wake: Wake, after milliseconds: Int) throws {
        guard !isAbandoned, wake != .interrupted else { throw ConnectionLost.ended }
        guard writePace.waited(milliseconds) else {
            core.count { $0.slowReaders += 1 }
            throw ConnectionLost.tooSlow
        }
    }
}
