/// A connection on which a test says exactly the bytes it wants to say, and hears exactly what comes back.
///
/// Everything blocks, at most for the time-out given to `init`; use it inside `onThread`.
package final class Wire {
    package enum Failure: Error, Equatable { case timedOut, reset, ended }

    private let socket: Int32
    private let tls: TLSWire?
    /// Received and not read yet.
    private var pending: [UInt8] = []
    private var isOpen = true
    /// How many bytes have come, in all.
    package private(set) var received = 0

    /// - Parameter receiveBuffer: how little the kernel may buffer for a reader who is slow on purpose.
    package init(port: Int, tls: Bool = false, timeout: Duration = .seconds(5), receiveBuffer: Int? = nil) throws {
        socket = try SystemCalls.connect(port: port, receiveBuffer: receiveBuffer)
        SystemCalls.limit(socket, to: timeout)
        self.tls = tls ? try TLSWire(socket: socket) : nil
    }

    package init(unix path: String, timeout: Duration = .seconds(5)) throws {
        socket = try SystemCalls.connect(unix: path)
        SystemCalls.limit(socket, to: timeout)
        tls = nil
    }

    deinit { close() }

    package func close() {
        guard isOpen else { return }
        isOpen = false
        SystemCalls.close(socket)
    }

    /// Ends the connection as a crashed peer's kernel would.
    package func reset() {
        SystemCalls.resetOnClose(socket)
        close()
    }

    /// Says that nothing more will be sent.
    package func finish() { SystemCalls.finish(socket) }

    package func send(_ text: String) throws { try send([UInt8](text.utf8)) }

    package func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = tls?.send(rest) ?? SystemCalls.send(socket, rest)
            guard sent > 0 else { throw Failure.reset }
            rest = rest.dropFirst(sent)
        }
    }

    /// Whatever comes next, at most `count` bytes.
    package func receive(upTo count: Int = 65_536) throws -> [UInt8] {
        if !pending.isEmpty {
            defer { pending.removeFirst(min(count, pending.count)) }
            return [UInt8](pending.prefix(count))
        }
        return switch tls?.receive(upTo: count) ?? SystemCalls.receive(socket, upTo: count) {
        case .bytes(let bytes): noted(bytes)
        case .ended: throw Failure.ended
        case .reset: throw Failure.reset
        case .timedOut: throw Failure.timedOut
        }
    }

    private func noted(_ bytes: [UInt8]) -> [UInt8] {
        received += bytes.count
        return bytes
    }

    /// Everything until the peer ends the connection, politely or not.
    package func receiveAll() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            do { all += try receive() } catch Failure.ended { return all } catch Failure.reset { return all }
        }
    }

    package func receive(exactly count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += try receive(upTo: count - bytes.count) }
        return bytes
    }

    /// The bytes before `mark`; the mark itself is dropped.
    package func receive(until mark: [UInt8], limit: Int = 1 << 20) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while !bytes.hasSuffix(mark) {
            if pending.isEmpty { pending = try receive() }
            bytes.append(pending.removeFirst())
            if bytes.count > limit { throw TestFailure("no end in \(limit) bytes") }
        }
        return bytes.dropLast(mark.count)
    }
}

extension Array<UInt8> {
    fileprivate func hasSuffix(_ other: [UInt8]) -> Bool {
        count >= other.count && self[(count - other.count)...] == other[...]
    }
}

extension Wire {
    /// The next final response; interim ones before it go to `interim`.
    package func reply(to method: String = "GET", interim: (Reply) -> Void = { _ in }) throws -> Reply {
        while true {
            var reply = try Reply(head: receive(until: Array("\r\n\r\n".utf8)))
            if reply.isInterim {
                interim(reply)
                continue
            }
            switch try reply.framing(method: method) {
            case .length(let count): reply.body = try receive(exactly: count)
            case .chunks: reply.body = try receiveChunks()
            case .close: reply.body = try receiveAll()
            }
            return reply
        }
    }

    private func receiveChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = String(decoding: try receive(until: [13, 10]), as: UTF8.self)
            guard let count = Int(line, radix: 16), count >= 0 else { throw TestFailure("not a chunk: \(line)") }
            if count == 0 {
                while try !receive(until: [13, 10]).isEmpty {}
                return body
            }
            body += try receive(exactly: count)
            guard try receive(exactly: 2) == [13, 10] else { throw TestFailure("a chunk without its end") }
        }
    }

    /// Sends a request and reads its response.
    package func ask(_ request: String) throws -> Reply {
        try send(request)
        return try reply(to: String(request.prefix { $0 != " " }))
    }
}
