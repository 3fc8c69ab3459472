import CLinux
import Foundation
import Synchronization
import Testing

@testable import Sockets

/// A signal that a test waits for, from whatever thread it comes.
final class Signal<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func send(_ value: Value) { continuation.yield(value) }

    /// The next value.
    func next() async throws -> Value {
        for await value in stream { return value }
        throw CancellationError()
    }
}

extension Signal where Value == Void {
    func send() { send(()) }
}

/// Lets others run until something is so. A test's time limit ends it.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() {
        try Task.checkCancellation()
        await Task.yield()
    }
}

/// An actor on a loop, which holds one stream, as a server's connection does.
actor Line {
    nonisolated let loop: EventLoop
    nonisolated let handle: Sockets.Stream.Handle
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private var stream: Sockets.Stream
    /// What came while it watched.
    nonisolated let told = Signal<[UInt8]>()

    init(_ stream: consuming Sockets.Stream) {
        loop = stream.loop
        handle = stream.handle
        self.stream = stream
    }

    var peer: Address { stream.peer }
    var version: String? { stream.version }
    var isResumed: Bool? { stream.isResumed }

    /// Up to so many bytes; none at the end.
    func read(_ most: Int = 64 * 1024) async throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: most)
        while true {
            if let count = try stream.read(into: &bytes, 0..<most) { return Array(bytes.prefix(count)) }
            let wake = await handle.wait(.read, seconds: 20)
            if wake != .ready { throw Unready(wake: wake) }
        }
    }

    /// Exactly so many bytes, read a few at a time.
    func read(exactly count: Int, step: Int = 64 * 1024) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try await read(min(step, count - bytes.count))
            if more.isEmpty { throw Unready(wake: .interrupted) }
            bytes += more
        }
        return bytes
    }

    func write(_ bytes: [UInt8]) async throws {
        var done = 0
        while done < bytes.count {
            if let count = try stream.write(bytes.span.extracting(done..<bytes.count)) {
                done += count
            } else {
                try await writable()
            }
        }
    }

    func write(_ first: [UInt8], _ second: [UInt8]) async throws {
        var done = 0
        while done < first.count + second.count {
            let head = min(done, first.count)
            let rest = second.span.extracting(max(0, done - first.count)..<second.count)
            if let count = try stream.write(first.span.extracting(head..<first.count), rest) {
                done += count
            } else {
                try await writable()
            }
        }
    }

    func send(_ file: File, _ range: Range<Int>) async throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard let count = try stream.send(file, at: &offset, count: range.upperBound - offset) else {
                try await writable()
                continue
            }
            if count == 0 { throw Unready(wake: .interrupted) }
        }
    }

    private func writable() async throws {
        let wake = await handle.wait(.write, seconds: 20)
        if wake != .ready { throw Unready(wake: wake) }
    }

    /// Whether a task waits to read.
    var isWaiting: Bool { loop.slots.hasReader(stream.id) }

    /// One try to read, which finds nothing.
    func tries() throws -> Bool {
        var bytes: [UInt8] = [0]
        return try stream.read(into: &bytes, 0..<1) == nil
    }

    func wait(_ interest: Interest, seconds: Int) async -> Wake { await handle.wait(interest, seconds: seconds) }
    /// Ends the socket without a word of TLS.
    func cut() { _ = lx_shutdown(stream.number) }
    func shutdown() { stream.shutdown() }
    func close() { stream.close() }
    func abort() { stream.abort() }
}

/// A line that is told what there is to read; an exclamation mark wakes the task that waits.
extension Line: EventLoop.Watcher {
    func watch(_ watches: Bool) { stream.watch(watches ? self : nil) }

    func readable() {
        var bytes = [UInt8](repeating: 0, count: 1024)
        guard let count = try? stream.read(into: &bytes, 0..<bytes.count) else { return }
        told.send(Array(bytes.prefix(count)))
        if count > 0, bytes[count - 1] == UInt8(ascii: "!") { handle.wake() }
    }
}

struct Unready: Error { let wake: Wake }

/// A loop with one acceptor, and what it accepted.
struct Host {
    let loops: [EventLoop]
    let acceptor: Acceptor
    let lines = Signal<Line>()
    let ended = Signal<Void>()

    init(
        _ address: Address = .ip(.loopback, port: 0), loops count: Int = 1, tls: TLSServer? = nil,
        limit: ConnectionLimit? = nil, refusal: [UInt8] = []
    ) throws {
        try self.init(Listener(address), loops: count, tls: tls, limit: limit, refusal: refusal)
    }

    init(
        _ listener: Listener, loops count: Int = 1, tls: TLSServer? = nil, limit: ConnectionLimit? = nil,
        refusal: [UInt8] = []
    ) throws {
        let lines = lines, ended = ended
        loops = try (0..<count).map { try EventLoop(index: $0) }
        acceptor = Acceptor(listener, on: loops, tls: tls, limit: limit, refusal: { _ in refusal }) { stream in
            lines.send(Line(stream))
        }
        for loop in loops { loop.start { ended.send() } }
        acceptor.start()
    }

    var address: Address { acceptor.listener.address }

    /// Ends the loops; all their streams must be closed.
    func stop() async throws {
        for loop in loops { loop.drain() }
        for _ in loops { try await ended.next() }
    }
}

extension EventLoop {
    /// Connects a new line to an address, for TLS with the handshake done.
    func connect(_ address: Address, tls: TLSClient? = nil, host: String = "localhost") async throws -> Line {
        try await Dialer(self).connect(address, tls, host)
    }
}

/// Connects on its loop.
actor Dialer {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(_ loop: EventLoop) { self.loop = loop }

    func connect(_ address: Address, _ tls: TLSClient?, _ host: String) async throws -> Line {
        let descriptor = Descriptor(owning: try SystemError.check(Linux.socket(for: address)))
        let result = Linux.connect(descriptor.number, address)
        if result != 0 && result != -Int(EINPROGRESS) { throw SystemError(code: -result) }
        var stream = try Sockets.Stream(descriptor, on: loop, peer: address, connecting: result != 0)
        if result != 0 {
            let wake = await stream.handle.wait(.write, seconds: 10)
            let error = stream.connectError
            if wake != .ready || error != nil {
                stream.close()
                throw error ?? SystemError(code: Int(ETIMEDOUT))
            }
        }
        guard let tls else { return Line(stream) }
        do { try stream.secure(by: tls, host: host, key: "\(host) \(address)") } catch {
            stream.close()
            throw error
        }
        return Line(try await stream.finishedHandshake(seconds: 10))
    }
}

/// A folder that ends with its owner.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}
