import Dispatch
import Synchronization
import Testing

@testable import Sockets

@Suite("Connecting", .timeLimit(.minutes(1))) struct ConnectingTests {
    /// Runs on a loop of its own, which ends with it.
    static func onLoop<Value: Sendable>(
        _ body: @escaping @Sendable (EventLoop) async throws -> Value
    ) async throws -> Value {
        let loop = try EventLoop()
        loop.start()
        defer { loop.drain() }
        // A task begins there; a preference alone would hold only from the first suspension on.
        return try await Task(executorPreference: loop) { try await body(loop) }.value
    }

    static func failure(_ body: () async throws -> Void) async -> ConnectError? {
        do { try await body() } catch { return error as? ConnectError }
        return nil
    }

    static func address(_ ip: String, _ port: UInt16) throws -> Address { .ip(try #require(IPAddress(ip)), port: port) }

    // MARK: Addresses in turn

    @Test func `where nobody listens the next address is tried`() async throws {
        let listener = try Listener(.ip(.loopback, port: 0))
        let port = try #require(listener.address.port)
        let peer = try await Self.onLoop { loop in
            var stream = try await Connector().connect(
                to: [Self.address("127.0.0.2", port), Self.address("::1", port), Self.address("127.0.0.1", port)],
                on: loop)
            defer { stream.close() }
            return stream.peer
        }
        #expect(peer == listener.address)
    }

    @Test func `an address that does not answer is overtaken`() async throws {
        let listener = try Listener(.ip(.loopback, port: 0))
        let port = try #require(listener.address.port)
        var limits = Connector.Limits()
        limits.stagger = .milliseconds(10)
        let connector = Connector(limits: limits)
        let peer = try await Self.onLoop { loop in
            // 192.0.2.0/24 is for documentation (RFC 5737): nobody is there.
            var stream = try await connector.connect(
                to: [Self.address("192.0.2.1", port), Self.address("127.0.0.1", port)], on: loop)
            defer { stream.close() }
            return stream.peer
        }
        #expect(peer == listener.address)
    }

    @Test func `nobody anywhere is refused`() async throws {
        let port: UInt16
        do { port = try #require(try Listener(.ip(.loopback, port: 0)).address.port) }
        let failure = try await Self.onLoop { loop in
            await Self.failure {
                var stream = try await Connector().connect(to: [Self.address("127.0.0.1", port)], on: loop)
                stream.close()
            }
        }
        #expect(failure == .refused)
    }

    @Test func `a full backlog ends in its time, and in cancellation at once`() async throws {
        let listener = try Listener(.ip(.loopback, port: 0), backlog: 0)
        var limits = Connector.Limits()
        limits.connect = .milliseconds(30)
        let hasty = Connector(limits: limits)
        let failures = try await Self.onLoop { loop in
            var failures: [ConnectError] = []
            var kept: [StreamHolder] = []
            for _ in 0..<4 {
                do throws(ConnectError) {
                    kept.append(StreamHolder(try await hasty.connect(to: [listener.address], on: loop)))
                } catch {
                    failures.append(error)
                }
            }
            let patient = Task(executorPreference: loop) {
                await Self.failure {
                    var stream = try await Connector().connect(to: [listener.address], on: loop)
                    stream.close()
                }
            }
            patient.cancel()
            if let failure = await patient.value { failures.append(failure) }
            for holder in kept { holder.close() }
            return failures
        }
        #expect(failures.contains(.timedOut) && failures.last == .cancelled)
    }

    @Test func `the rule is asked of every address, and none is touched that it forbids`() async throws {
        let listener = try Listener(.ip(.loopback, port: 0))
        let asked = Asked()
        let connector = Connector(rule: { address in
            asked.names.withLock { $0.append("\(address)") }
            return false
        })
        let addresses = [listener.address, try Self.address("192.0.2.1", 80)]
        let failure = try await Self.onLoop { loop in
            await Self.failure {
                var stream = try await connector.connect(to: addresses, on: loop)
                stream.close()
            }
        }
        #expect(failure == .forbidden)
        #expect(asked.all == addresses.map { "\($0)" })
    }

    @Test func `the families take turns, beginning with the resolver's first`() throws {
        let texts = ["2001:db8::1", "2001:db8::2", "192.0.2.1", "2001:db8::3", "192.0.2.2"]
        let mixed = Connector.interleaved(texts.compactMap { IPAddress($0) })
        let wanted = ["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"]
        #expect(mixed.map { "\($0)" } == wanted)
        #expect(Connector.interleaved([]).isEmpty)
    }

    // MARK: Names

    @Test func `localhost is this machine`() async throws {
        let found = try await Self.onLoop {
            try await Resolver().addresses(of: "localhost", within: .seconds(5), on: $0)
        }
        #expect(!found.isEmpty && found.allSatisfy(\.isLoopback))
    }

    @Test func `callers who ask for one name share one look-up, which is remembered`() async throws {
        let asked = Asked()
        let resolver = Resolver(limits: .init()) { name in
            asked.names.withLock { $0.append(name) }
            return .success([.loopback])
        }
        try await Self.onLoop { loop in
            for _ in 0..<10 {
                let found = try await resolver.addresses(of: "a", within: .seconds(5), on: loop)
                #expect(found == [.loopback])
            }
        }
        #expect(asked.all == ["a"])
    }

    @Test func `a failure is not remembered`() async throws {
        let asked = Asked()
        let resolver = Resolver(limits: .init()) { name in
            asked.names.withLock { $0.append(name) }
            return .failure(.unknownHost("no"))
        }
        for _ in 0..<2 {
            let failure = try await Self.onLoop { loop in
                await Self.failure { _ = try await resolver.addresses(of: "a", within: .seconds(5), on: loop) }
            }
            #expect(failure == .unknownHost("no"))
        }
        #expect(asked.all.count == 2)
    }

    @Test func `threads, waiting names and waiting itself are bounded`() async throws {
        let asked = Asked()
        var limits = Resolver.Limits()
        limits.threads = 1
        limits.queued = 1
        let resolver = Resolver(limits: limits) { name in
            asked.names.withLock { $0.append(name) }
            asked.wait()
            return .success([.loopback])
        }
        let failures = try await Self.onLoop { loop in
            var failures: [ConnectError?] = []
            func ask(_ name: String, _ limit: Duration) async {
                failures.append(
                    await Self.failure { _ = try await resolver.addresses(of: name, within: limit, on: loop) })
            }
            await ask("a", .milliseconds(20))
            while asked.all.isEmpty { await Task.yield() }
            await ask("b", .milliseconds(20))
            await ask("c", .seconds(5))
            asked.release()
            return failures
        }
        #expect(failures == [.lookupTimedOut, .lookupTimedOut, .tooManyLookups])
    }
}

/// Keeps a stream in a copyable place.
private final class StreamHolder: Sendable {
    private let stream: Mutex<Stream?>
    init(_ stream: consuming Stream) { self.stream = Mutex(stream) }
    func close() {
        if var stream = stream.withLock({ $0.take() }) { stream.close() }
    }
}

/// What a resolver was asked, and a gate at which it can be held.
private final class Asked: Sendable {
    let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }
    private let gate = DispatchSemaphore(value: 0)

    /// Holds a thread; each one that was let through lets the next.
    func wait() {
        gate.wait()
        gate.signal()
    }
    func release() { gate.signal() }
}
