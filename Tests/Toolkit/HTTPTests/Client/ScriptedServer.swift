import Sockets
import Synchronization

@testable import HTTP

/// A server that says exactly what a test makes it say, on a loop of its own, and counts its connections.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (ScriptedPeer) async throws -> Void

    private struct Counts {
        var accepted = 0
        var open = 0
        var waiting: [(Int, CheckedContinuation<Void, Never>)] = []
    }

    let listener: Listener
    let loop: EventLoop
    private let counts = Mutex(Counts())

    init(tls: TLSServer? = nil, at address: Address? = nil, _ script: @escaping Script) throws {
        let listener = try Listener(address ?? .ip(.loopback, port: 0))
        let loop = try EventLoop()
        self.listener = listener
        self.loop = loop
        loop.start()
        Acceptor(listener, on: [loop], tls: tls) { [self] stream in
            counts.withLock {
                $0.accepted += 1
                $0.open += 1
            }
            let peer = ScriptedPeer(stream, number: accepted)
            Task(executorPreference: loop) {
                do { try await script(peer) } catch {}
                await peer.close()
                self.noteClosed()
            }
        }.start()
    }

    deinit { loop.drain() }

    func url(_ path: String = "/", scheme: String = "http") throws -> HTTPURL {
        try HTTPURL("\(scheme)://127.0.0.1:\(listener.address.port ?? 0)\(path)")
    }

    var accepted: Int { counts.withLock { $0.accepted } }

    private func noteClosed() {
        let woken = counts.withLock { counts in
            counts.open -= 1
            defer { counts.waiting.removeAll { counts.open <= $0.0 } }
            return counts.waiting.filter { counts.open <= $0.0 }
        }
        for (_, continuation) in woken { continuation.resume() }
    }

    /// Returns once no more than `count` connections are open at this end.
    func open(atMost count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = counts.withLock { counts in
                if counts.open <= count { return true }
                counts.waiting.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

/// One connection of a scripted server.
actor ScriptedPeer {
    struct Ended: Error {}

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    /// Which connection of its server this is, from 1.
    nonisolated let number: Int
    private let handle: Stream.Handle
    private var stream: Stream
    fileprivate var pending: [UInt8] = []

    init(_ stream: consuming Stream, number: Int) {
        loop = stream.loop
        handle = stream.handle
        self.number = number
        self.stream = stream
    }

    func close() { stream.close() }
    func reset() { stream.abort() }

    /// Whether a word to the client finds nobody. What it says must not disturb a client that is still there.
    var isGone: Bool {
        do { return try stream.write([0x20].span) == nil } catch { return true }
    }

    fileprivate func readMore() async throws {
        var bytes = [UInt8](repeating: 0, count: 65536)
        while true {
            if let count = try stream.read(into: &bytes, 0..<bytes.count) {
                guard count > 0 else { throw Ended() }
                pending += bytes[..<count]
                return
            }
            guard await handle.wait(.read, seconds: 30) == .ready else { throw Ended() }
        }
    }

    /// The head of a request, with its blank line.
    @discardableResult
    func head() async throws -> String {
        var end = 0
        while !pending[..<end].hasSuffix("\r\n\r\n".utf8) {
            while end == pending.count { try await readMore() }
            end += 1
        }
        defer { pending.removeFirst(end) }
        return String(decoding: pending[..<end], as: UTF8.self)
    }

    func bytes(_ count: Int) async throws -> [UInt8] {
        while pending.count < count { try await readMore() }
        defer { pending.removeFirst(count) }
        return Array(pending[..<count])
    }

    /// Everything up to the end of the connection: how much it was.
    @discardableResult
    func drain() async -> Int {
        var count = pending.count
        pending = []
        while (try? await readMore()) != nil {
            count += pending.count
            pending = []
        }
        return count
    }

    func say(_ text: String) async throws { try await say(Array(text.utf8)) }

    func say(_ bytes: [UInt8]) async throws {
        var done = 0
        while done < bytes.count {
            if let count = try stream.write(bytes.span.extracting(done..<bytes.count)) {
                done += count
            } else if await handle.wait(.write, seconds: 30) != .ready {
                throw Ended()
            }
        }
    }

    /// One byte at a time, each on its own way.
    func drip(_ text: String) async throws {
        for byte in text.utf8 {
            try await say([byte])
            try await loop.sleep(for: .milliseconds(1))
        }
    }

    /// Answers `count` requests in the same way.
    func answer(_ count: Int, _ text: String) async throws {
        for _ in 0..<count {
            try await head()
            try await say(text)
        }
    }
}

extension Collection<UInt8> {
    func hasSuffix(_ other: some Collection<UInt8>) -> Bool { suffix(other.count).elementsEqual(other) }
}

extension ScriptedPeer {
    /// Answers, and waits for the client to close.
    func answerLast(_ text: String) async throws {
        try await say(text)
        await drain()
    }

    /// Holds the connection, with full buffers, until the client resets it.
    func untilClosedWithoutReading() async throws {
        while !isGone { try await loop.sleep(for: .milliseconds(20)) }
    }
}

extension ScriptedPeer {
    /// Reads so many bytes and drops them.
    func skip(_ count: Int) async throws {
        var left = count
        while left > 0 {
            let piece = try await some()
            guard piece.count <= left else { throw Ended() }
            left -= piece.count
        }
    }

    /// Whatever comes next.
    fileprivate func some() async throws -> [UInt8] {
        if pending.isEmpty { try await readMore() }
        defer { pending = [] }
        return pending
    }

    /// Passes on, in both directions, all that is said between the client and a port of this machine.
    func relay(to port: UInt16) async throws {
        let stream = try await Connector().connect(to: [.ip(.loopback, port: port)], on: loop)
        let other = ScriptedPeer(stream, number: 0)
        await withThrowingTaskGroup { group in
            group.addTask { while true { try await other.say(try await self.some()) } }
            group.addTask { while true { try await self.say(try await other.some()) } }
            defer { group.cancelAll() }
            do { try await group.next() } catch {}
            await other.close()
            close()
        }
    }
}
