import Basics
import Blobs
import Crypto
import HTTP
import TestSupport
import Testing

@testable import S3

@Suite("What a bad way to an S3 store does to bytes", .serialized, .timeLimit(.minutes(10))) struct DamageTests {
    /// A blob in a real store, and a store behind one that answers as `weather` says, after the state of the blob.
    func behind(
        _ bytes: [UInt8],
        _ weather: @escaping @Sendable (BlobInfo, Int, Request) -> Response? = { _, _, _ in nil },
        damage: @escaping StormyServer.Damage = { _, _ in }
    ) async throws -> (S3Blobs, BlobKey, StormyServer) {
        let store = try await RealStore.swift.blobs(), key = try BlobKey("bytes")
        let account = try await RealStore.swift.account()
        try await store.put(.bytes(bytes), at: key)
        let info = try await store.stat(key)
        let storm = try StormyServer(before: account.port, { weather(info, $0, $1) }, damage: damage)
        let settings = try S3Settings(
            "s3://\(RealStore.bucket)/\(store.client.settings.prefix)?endpoint=http://127.0.0.1:\(storm.port)")
        let own = AccessKey(id: account.id, secret: .init(account.secret))
        return (S3Blobs(settings, .fixed(own), patience: FaultTests.patience), key, storm)
    }

    /// What a store answers that says to give one range of a blob and gives these bytes.
    static func answer(_ info: BlobInfo, _ range: Range<Int>, _ bytes: some Collection<UInt8>) -> Response {
        var headers = HeaderFields()
        headers.add("etag", "\"\(info.tag)\"")
        headers.add("last-modified", "Tue, 15 Nov 1994 12:45:26 GMT")
        headers.add("content-range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(info.size)")
        return Response(.partialContent, .bytes(Array(bytes)), headers: headers)
    }

    @Test func `an answer that ends before the end it names is gone on with`() async throws {
        let bytes = sample(100_000)
        let (blobs, key, storm) = try await behind(bytes) { info, number, _ in
            number == 0 ? Self.answer(info, 10..<100_000, bytes[10..<60_000]) : nil
        }
        #expect(try await blobs.get(key, .from(10)).collect(upTo: bytes.count) == Array(bytes[10...]))
        #expect(storm.requests == 2)
    }

    @Test func `a store that goes on at another place is not believed`() async throws {
        let bytes = sample(100_000)
        let (blobs, key, storm) = try await behind(bytes) { info, number, _ in
            number == 0
                ? Self.answer(info, 10..<100_000, bytes[10..<60_000])
                : Self.answer(info, 50_000..<100_000, bytes[50_000...])
        }
        #expect(await reason { _ = try await blobs.get(key, .from(10)).collect(upTo: 100_000) } == .unavailable)
        #expect(storm.requests == 2)
    }

    @Test func `a store that never gives the rest is given up`() async throws {
        let bytes = sample(100_000)
        let (blobs, key, storm) = try await behind(bytes) { info, number, _ in
            number == 0
                ? Self.answer(info, 10..<100_000, bytes[10..<60_000]) : Self.answer(info, 60_000..<100_000, [])
        }
        #expect(await reason { _ = try await blobs.get(key, .from(10)).collect(upTo: 100_000) } == .unavailable)
        #expect(storm.requests == 6)
    }

    @Test(arguments: [1000, 9 << 20]) func `a byte that was changed on its way up is sent again`(size: Int) async throws
    {
        let bytes = sample(size), other = try BlobKey("other")
        let (blobs, _, storm) = try await behind(
            [1],
            damage: { number, body in
                if number == 0 { body[body.count / 2] ^= 1 }
            })
        try await blobs.put(.bytes(bytes), at: other)
        #expect(try await blobs.get(other).collect(upTo: size) == bytes)
        #expect(storm.requests == 3)
    }

    @Test func `a stream of which a byte was changed on its way up is never visible`() async throws {
        let bytes = sample(9 << 20), other = try BlobKey("other")
        let (blobs, _, storm) = try await behind(
            [1],
            damage: { _, body in
                if body.count > 1000 { body[body.count / 2] ^= 1 }
            })
        let source = BlobSource.pieces(Pieces(bytes: bytes), length: bytes.count)
        #expect(await reason { _ = try await blobs.put(source, at: other) } != nil)
        #expect(await reason { _ = try await blobs.stat(other) } == .notFound)
        #expect(storm.requests == 2)
    }

    @Test func `a stream that turns out to have more than 10,000 parts is refused, and leaves nothing`() async throws {
        // The parts themselves are not passed on.
        let (blobs, _, storm) = try await behind([1]) { info, _, request in
            let query = request.query.map { String(decoding: $0, as: UTF8.self) } ?? ""
            return query.contains("partNumber") ? Self.answer(info, 0..<1, [1]) : nil
        }
        let part = StoreBody.bytes([1], SHA256.digest(of: [1])), key = try BlobKey("many")
        let failure = await reason {
            _ = try await blobs.putInParts(key, .bytes, nil, atOnce: 4) { () throws(BlobError) in part }
        }
        #expect(failure == .invalid)
        #expect(try await blobs.unfinished(.all, after: nil, limit: 1).isEmpty)
        #expect(await reason { _ = try await blobs.stat(key) } == .notFound)
        #expect(storm.requests > 9900)
    }
}
