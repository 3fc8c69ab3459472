import Basics
import Blobs
import Crypto
import HTTP
import TestSupport
import Testing

@testable import S3

@Suite("An S3 store on a bad day", .serialized, .timeLimit(.minutes(10))) struct FaultTests {
    static let patience: S3Blobs.Patience = {
        var patience = S3Blobs.Patience()
        patience.retries = 8
        patience.backoff = Backoff(first: .milliseconds(1), limit: .milliseconds(20))
        return patience
    }()

    /// Nothing is waited for long.
    static func hasty(_ options: inout HTTPClient.Options) {
        options.timeouts.firstByte = .seconds(2)
        options.timeouts.idle = .seconds(1)
    }

    static let seeds: Range<UInt64> = Place.isLong ? 0..<200 : 0..<20

    @Test(arguments: seeds) func `breaks of the connection are survived, wherever they come`(seed: UInt64) async throws
    {
        let account = try await RealStore.swift.account()
        // Three connections of four break; the requests of the others get through.
        let proxy = try FaultyProxy(to: account.port) { number in
            number % 4 == 3 ? nil : FaultyProxy.Fault(seed: seed &* 31 &+ UInt64(number), within: 3 << 20)
        }
        let blobs = try await RealStore.swift.blobs(
            port: proxy.port, patience: Self.patience, options: Self.hasty)
        let bytes = sample(3 << 20, seed: seed), key = try BlobKey("broken")
        let info = try await blobs.put(.bytes(bytes), at: key)
        #expect(info.digest == SHA256.digest(of: bytes))
        for _ in 0..<3 { #expect(try await blobs.get(key).collect(upTo: bytes.count) == bytes) }
        #expect(try await blobs.list(.all).entries.map(\.key) == [key])
        try await blobs.delete([key])
        #expect(proxy.connections > 0)
    }

    @Test(arguments: seeds) func `an upload in parts survives them too, or leaves nothing`(seed: UInt64) async throws {
        let account = try await RealStore.swift.account()
        let proxy = try FaultyProxy(to: account.port) { number in
            number % 3 == 2
                ? nil
                : FaultyProxy.Fault(
                    seed: seed &* 37 &+ UInt64(number), within: 9 << 20, kinds: [.cut, .reset])
        }
        let blobs = try await RealStore.swift.blobs(
            port: proxy.port, patience: Self.patience, options: Self.hasty)
        let bytes = sample(9 << 20, seed: seed), key = try BlobKey("parts")
        let info = try await blobs.put(.pieces(Pieces(bytes: bytes)), at: key)
        #expect(info.digest == SHA256.digest(of: bytes) && info.size == bytes.count)
        var hash = SHA256()
        for try await piece in try await blobs.get(key) { hash.update(piece.span) }
        #expect(hash.finish() == info.digest)
    }

    @Test func `a reader goes on where the connection broke, with the state that it began`() async throws {
        let store = try await RealStore.swift.blobs(), bytes = sample(4 << 20), key = try BlobKey("resumed")
        let proxy = try FaultyProxy(to: try await RealStore.swift.account().port) { number in
            number < 3 ? FaultyProxy.Fault(.reset, .toClient, after: 1_000_000) : nil
        }
        _ = try await store.put(.bytes(bytes), at: key)
        let settings = try S3Settings(
            "s3://\(RealStore.bucket)/\(store.client.settings.prefix)?endpoint=http://127.0.0.1:\(proxy.port)")
        let account = try await RealStore.swift.account()
        let blobs = S3Blobs(
            settings, .fixed(AccessKey(id: account.id, secret: .init(account.secret))), patience: Self.patience)
        #expect(try await blobs.get(key, .from(7)).collect(upTo: bytes.count) == Array(bytes[7...]))
        #expect(proxy.connections == 4)

        let blob = try await blobs.get(key)
        var read = try #require(try await blob.next()).count
        _ = try await store.put(.bytes(sample(4 << 20, seed: 9)), at: key)
        proxy.resetAll()
        let failure = await reason {
            while let piece = try await blob.next() { read += piece.count }
        }
        #expect(failure == .unavailable || read == bytes.count)
    }

    @Test(arguments: [503, 500, 502, 504, 429] as [UInt16])
    func `a storm is waited out, and what was asked is done once`(status: UInt16) async throws {
        let store = try await RealStore.swift.account()
        let storm = try StormyServer(before: store.port) { number, _ in
            number % 3 < 2 ? slowDown(status, code: status == 503 ? "SlowDown" : "InternalError") : nil
        }
        let blobs = try await RealStore.swift.blobs(port: storm.port, patience: Self.patience)
        let key = try BlobKey("stormy"), bytes = sample(100_000)
        _ = try await blobs.put(.bytes(bytes), at: key)
        #expect(try await blobs.get(key).collect(upTo: bytes.count) == bytes)
        _ = try await blobs.copy(key, to: try BlobKey("stormy/2"))
        #expect(try await blobs.list(.all).entries.count == 2)
        #expect(storm.requests > 10)
    }

    @Test func `a stream that was refused before any of it was asked for is sent again`() async throws {
        let storm = try StormyServer(before: 1) { number, _ in
            number < 2 ? slowDown() : slowDown(400, code: "InvalidRequest")
        }
        let blobs = try await RealStore.swift.blobs(port: storm.port, patience: Self.patience)
        let source = BlobSource.pieces(Pieces(bytes: sample(9 << 20)), length: 9 << 20)
        #expect(await reason { _ = try await blobs.put(source, at: try BlobKey("stream")) } == .invalid)
        #expect(storm.requests == 3)
    }

    @Test func `a storm that does not end is told as what may pass, with when to come back`() async throws {
        let storm = try StormyServer(before: 1) { _, _ in slowDown() }
        let blobs = try await RealStore.swift.blobs(port: storm.port, patience: Self.patience)
        do {
            _ = try await blobs.stat(try BlobKey("a"))
            Issue.record("it was answered")
        } catch {
            #expect(error.reason == .unavailable && error.retryAfter != nil)
        }
        #expect(storm.requests == 9)
    }

    @Test func `a store that wants too much patience is not asked again`() async throws {
        let storm = try StormyServer(before: 1) { _, _ in slowDown(retryAfter: 3600) }
        let blobs = try await RealStore.swift.blobs(port: storm.port, patience: Self.patience)
        #expect(await reason { _ = try await blobs.stat(try BlobKey("a")) } == .unavailable)
        #expect(storm.requests == 1)
    }

    @Test func `an error after a status that says all is well is an error`() async throws {
        let store = try await RealStore.swift.account()
        let storm = try StormyServer(before: store.port) { _, request in
            let query = request.query.map { String(decoding: $0, as: UTF8.self) } ?? ""
            guard request.method == .post, query.hasPrefix("uploadId=") else { return nil }
            return slowDown(200, code: "InternalError")
        }
        var patience = Self.patience
        patience.retries = 2
        let blobs = try await RealStore.swift.blobs(port: storm.port, patience: patience)
        let key = try BlobKey("late"), upload = try await blobs.begin(key, type: .bytes)
        let part = try await blobs.put(part: 1, of: upload, .bytes([1]))
        #expect(await reason { _ = try await blobs.complete(upload, [part]) } == .unavailable)
        #expect(await reason { _ = try await blobs.stat(key) } == .notFound)
    }

    @Test(arguments: [
        ("test:tester", "wrong", "SignatureDoesNotMatch"), ("test:nobody", "testing", "SignatureDoesNotMatch"),
    ])
    func `a wrong key is refused, and told`(id: String, secret: String, code: String) async throws {
        let blobs = try await RealStore.swift.blobs(AccessKey(id: id, secret: .init(secret)))
        do {
            _ = try await blobs.put(.bytes([1]), at: try BlobKey("a"))
            Issue.record("it was taken")
        } catch {
            #expect(error.reason == .unauthorized && error.message.contains(code), "\(error)")
            #expect(error.message.contains("check the key") && !error.message.contains(secret))
        }
    }

    @Test(arguments: [-3600, 3600, -86_400 * 400]) func `a wrong clock is found out and set`(seconds: Int) async throws
    {
        let clock = StoreClock { .now + .seconds(seconds) }
        let blobs = try await RealStore.swift.blobs(clock: clock)
        let key = try BlobKey("late"), bytes = sample(1000)
        _ = try await blobs.put(.bytes(bytes), at: key)
        #expect(try await blobs.get(key).collect(upTo: 1000) == bytes)
        let off = clock.now - .now
        #expect(off < .seconds(60) && off > .seconds(-60))
        // HEAD is refused without a word; the field Date tells all the same.
        let other = try await RealStore.swift.blobs(clock: StoreClock { .now + .seconds(seconds) })
        #expect(await reason { _ = try await other.stat(key) } == .notFound)
    }

    @Test func `a key that was renewed in its file is taken up when the old one is refused`() async throws {
        let account = try await RealStore.swift.account(), folder = try TemporaryFolder()
        let wrong = "[default]\naws_access_key_id = \(account.id)\naws_secret_access_key = old\n"
        let path = try folder.write(wrong, to: "credentials")
        let ready = try await RealStore.swift.blobs()
        let blobs = S3Blobs(ready.client.settings, .file(path: path, profile: "default"))
        #expect(await reason { try await blobs.check() } == .unauthorized)
        try folder.write(wrong.replacing("old", with: account.secret), to: "credentials")
        try await blobs.check()
    }

    @Test func `a digest that lies is found out before the last piece`() async throws {
        let blobs = try await RealStore.swift.blobs(), bytes = sample(2 << 20), key = try BlobKey("liar")
        let body = StoreBody.bytes(bytes, SHA256.digest(of: bytes))
        _ = try await blobs.client.send(blobs.putting(body, key, .bytes, SHA256.digest(of: [1])))
        let blob = try await blobs.get(key)
        var read = 0
        let failure = await reason { while let piece = try await blob.next() { read += piece.count } }
        #expect(failure == .damaged && read < bytes.count)
        // Of a part nothing is known.
        #expect(try await blobs.get(key, .from(1)).collect(upTo: bytes.count) == Array(bytes[1...]))
    }

    @Test func `bytes that were changed on their way are refused by the store`() async throws {
        let blobs = try await RealStore.swift.blobs(), key = try BlobKey("changed")
        let body = StoreBody.bytes([1, 2, 3], SHA256.digest(of: [1, 2, 4]))
        var patience = Attempts.Policy()
        patience.limit = 1
        do {
            _ = try await blobs.client.send(blobs.putting(body, key, .bytes, nil))
            Issue.record("it was taken")
        } catch {
            #expect(error.reason == .digest, "\(error)")
        }
        #expect(await reason { _ = try await blobs.stat(key) } == .notFound)
    }

    @Test func `a bucket that is not there is told with its name`() async throws {
        let account = try await RealStore.swift.account()
        let settings = try S3Settings("s3://no-such-bucket?endpoint=\(account.endpoint)")
        let blobs = S3Blobs(settings, .fixed(AccessKey(id: account.id, secret: .init(account.secret))))
        do {
            _ = try await blobs.put(.bytes([1]), at: try BlobKey("a"))
            Issue.record("it was taken")
        } catch { #expect(error.reason == .unavailable && error.message.contains("'no-such-bucket'"), "\(error)") }
        #expect(await reason { try await blobs.check() } == .unavailable)
    }

    @Test func `a store that nobody reaches is told as what may pass`() async throws {
        let blobs = try await RealStore.swift.blobs(port: try freePort(), patience: Self.patience)
        #expect(await reason { _ = try await blobs.stat(try BlobKey("a")) } == .unavailable)
    }
}
