import Basics
import Blobs
import Crypto
import Foundation
import HTTP
import Sockets
import TestSupport
import Testing

@testable import S3

@Suite("Blobs in a real S3 store", .serialized, .timeLimit(.minutes(10))) struct StoringTests {
    /// Keys in which something is odd that the rule of keys allows.
    static let odd = [
        "a", "a=b", "=", "a..b", "...", "-", "_.=-", "a/b/c", "A/a", "partition=1/day=2", "a.", ".a", "a-/b_",
        String(repeating: "x", count: 240),
        (0..<3).map { _ in String(repeating: "=", count: 240) }.joined(separator: "/"),
    ]

    @Test(arguments: RealStore.allCases) func `every odd key is one blob`(store: RealStore) async throws {
        let blobs = try await store.blobs()
        var keys: [BlobKey] = []
        for text in Self.odd {
            let key = try BlobKey(text)
            // To a folder a key cannot be a file and a folder at once.
            if store == .rclone, ["a", "a="].contains(text) { continue }
            keys.append(key)
            _ = try await blobs.put(.bytes(Array(text.utf8)), at: key)
        }
        for key in keys { #expect(try await blobs.get(key).collect(upTo: 4096) == Array(key.text.utf8), "\(key)") }
        #expect(try await blobs.list(.all).entries.map(\.key) == keys.sorted())
        try await blobs.delete(keys)
        #expect(try await blobs.list(.all) == BlobPage(entries: [], hasMore: false))
    }

    static let sizes = [0, 1, 65_536, 1 << 20, (8 << 20) - 1, 8 << 20, (8 << 20) + 1, 20 << 20]

    @Test(arguments: RealStore.allCases, sizes)
    func `what is put in pieces is what is got`(store: RealStore, size: Int) async throws {
        let blobs = try await store.blobs(), bytes = sample(size), key = try BlobKey("pieces")
        for length in [nil, size] {
            let stored = try await blobs.put(
                .pieces(Pieces(bytes: bytes), length: length), at: key, type: try BlobType("text/x-odd; a=\"b\""))
            #expect(stored == StoredBlob(size: size, digest: SHA256.digest(of: bytes)))
            let blob = try await blobs.get(key)
            #expect(try await blob.collect(upTo: size) == bytes)
            if store == .swift { #expect(blob.info.type.text == "text/x-odd; a=\"b\"") }
        }
    }

    @Test func `digest and type are recorded where they are known beforehand`() async throws {
        let blobs = try await RealStore.swift.blobs(), bytes = sample(10 << 20), key = try BlobKey("known")
        let digest = SHA256.digest(of: bytes)
        for source in [
            BlobSource.bytes(Array(bytes.prefix(100))), .bytes(bytes),
            .pieces(Pieces(bytes: bytes), isRepeatable: true),
        ] {
            let stored = try await blobs.put(source, at: key, type: try BlobType("image/png"))
            let info = try await blobs.stat(key)
            #expect(info.digest == stored.digest && info.digest != nil && info.type.text == "image/png")
        }
        let given = BlobExpectation(digest: digest)
        _ = try await blobs.put(.pieces(Pieces(bytes: bytes)), at: key, type: .bytes, expecting: given)
        #expect(try await blobs.stat(key).digest == digest)
    }

    @Test(arguments: RealStore.allCases) func `a file goes whole, in part, and in parts`(store: RealStore) async throws
    {
        let blobs = try await store.blobs(), folder = try TemporaryFolder(), key = try BlobKey("file")
        let bytes = sample(70 << 20)
        let file = try File(path: folder.write(bytes, to: "file"))
        for range in [0..<0, 5..<1_000_000, 0..<bytes.count] {
            let stored = try await blobs.put(.file(file, range), at: key)
            #expect(stored == StoredBlob(size: range.count, digest: SHA256.digest(of: bytes[range].span)))
            let got = try await blobs.get(key)
            var hash = SHA256()
            for try await piece in got { hash.update(piece.span) }
            #expect(hash.finish() == stored.digest)
        }
    }

    @Test(arguments: RealStore.allCases) func `ranges are those of HTTP`(store: RealStore) async throws {
        let blobs = try await store.blobs(), bytes = sample(100_000), key = try BlobKey("ranges")
        _ = try await blobs.put(.bytes(bytes), at: key)
        let cases: [(BlobRange, Range<Int>)] = [
            (.whole, 0..<100_000), (.from(0), 0..<100_000), (.from(99_999), 99_999..<100_000),
            (.last(1), 99_999..<100_000),
            (.last(200_000), 0..<100_000), (.bytes(0..<1), 0..<1), (.bytes(50..<60), 50..<60),
            (.bytes(99_990..<200_000), 99_990..<100_000),
        ]
        for (range, expected) in cases {
            let blob = try await blobs.get(key, range)
            #expect(blob.range == expected && blob.info.size == 100_000, "\(range)")
            #expect(try await blob.collect(upTo: 100_000) == Array(bytes[expected]), "\(range)")
        }
        for range in [BlobRange.from(100_000), .bytes(100_000..<100_001), .last(0), .bytes(5..<5), .from(-1)] {
            #expect(await reason { _ = try await blobs.get(key, range) } == .outside, "\(range)")
        }
    }

    @Test(arguments: RealStore.allCases) func `what is not there is said to be so`(store: RealStore) async throws {
        let blobs = try await store.blobs(), key = try BlobKey("nothing"), other = try BlobKey("other")
        #expect(await reason { _ = try await blobs.get(key) } == .notFound)
        #expect(await reason { _ = try await blobs.get(key, .from(1)) } == .notFound)
        #expect(await reason { _ = try await blobs.stat(key) } == .notFound)
        #expect(await reason { _ = try await blobs.copy(key, to: other) } == .notFound)
        try await blobs.delete([key])
        try await blobs.check()
    }

    @Test(arguments: RealStore.allCases) func `a bucket is made where that is wanted`(store: RealStore) async throws {
        let account = try await store.account(), bucket = "made-\(UUID().uuidString.lowercased())"
        let key = CredentialSource.fixed(AccessKey(id: account.id, secret: .init(account.secret)))
        let place = "s3://\(bucket)?endpoint=\(account.endpoint)&region=\(account.region)"
        let blobs = S3Blobs(try S3Settings(place), key), maker = S3Blobs(try S3Settings(place + "&create=yes"), key)
        #expect(await reason { try await blobs.prepare() } == .unavailable)
        #expect(await reason { try await maker.check() } == .unavailable)
        try await maker.prepare()
        try await maker.prepare()
        try await blobs.prepare()
        try await blobs.put(.bytes([1]), at: try BlobKey("a"))
    }

    @Test(arguments: [1000, 9 << 20, 70 << 20])
    func `what is not what was announced is never visible`(size: Int) async throws {
        let blobs = try await RealStore.swift.blobs(), bytes = sample(size), key = try BlobKey("wrong")
        let wrong = BlobExpectation(digest: SHA256.digest(of: [1])), short = BlobExpectation(size: size - 1)
        let long = BlobExpectation(size: size + 1), right = BlobExpectation(digest: SHA256.digest(of: bytes))
        for expected in [wrong, short, long] {
            for source in [BlobSource.bytes(bytes), .pieces(Pieces(bytes: bytes))] {
                let failure = await reason {
                    _ = try await blobs.put(source, at: key, type: .bytes, expecting: expected)
                }
                #expect(failure == .mismatch, "\(expected)")
            }
        }
        let broken = Pieces(bytes: bytes, end: size / 2)
        for length in [nil, size] {
            let failure = await reason { _ = try await blobs.put(.pieces(broken, length: length), at: key) }
            #expect(failure == .source)
        }
        #expect(await reason { _ = try await blobs.stat(key) } == .notFound)
        #expect(try await blobs.unfinished(.all, after: nil, limit: 10).isEmpty)
        _ = try await blobs.put(.pieces(Pieces(bytes: bytes)), at: key, type: .bytes, expecting: right)
        #expect(try await blobs.stat(key).size == size)
    }

    @Test func `a put that is cancelled leaves nothing`() async throws {
        let blobs = try await RealStore.swift.blobs(), key = try BlobKey("cancelled"),
            (asked, ask) = AsyncStream<Void>.makeStream()
        let put = Task {
            _ = try await blobs.put(.pieces(Endless(ask: ask)), at: key)
        }
        for await _ in asked { break }
        put.cancel()
        #expect(await reason { _ = try await put.value } == .cancelled)
        #expect(await reason { _ = try await blobs.stat(key) } == .notFound)
        #expect(try await blobs.unfinished(.all, after: nil, limit: 10).isEmpty)
    }

    /// Tells when it has given enough for two parts, and goes on.
    struct Endless: AsyncSequence, Sendable {
        let ask: AsyncStream<Void>.Continuation

        struct AsyncIterator: AsyncIteratorProtocol {
            let ask: AsyncStream<Void>.Continuation
            var count = 0

            mutating func next() async throws -> ArraySlice<UInt8>? {
                count += 1
                if count == 20 { ask.yield() }
                await Task.yield()
                return [UInt8](repeating: 7, count: 1 << 20)[...]
            }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(ask: ask) }
    }

    @Test func `a listing goes on where it ended, and shows no other's keys`() async throws {
        let blobs = try await RealStore.swift.blobs()
        let keys = try (0..<25).map { try BlobKey("k/\($0 / 5)/\($0)") }.sorted()
        for key in keys { _ = try await blobs.put(.bytes([1, 2]), at: key) }
        var foreign = StoreRequest(.put, key: blobs.client.settings.prefix + "k/what a key!")
        foreign.body = .text("x")
        _ = try await blobs.client.send(foreign)
        for limit in [1, 4, 25, 26, 1000] {
            var found: [BlobEntry] = []
            var page: BlobPage
            repeat {
                page = try await blobs.list(.all, after: found.last?.key, limit: limit)
                #expect(page.entries.count <= limit)
                found += page.entries
            } while page.hasMore
            #expect(found.map(\.key) == keys && found.allSatisfy { $0.size == 2 }, "\(limit)")
        }
        #expect(
            try await blobs.list(try BlobPrefix("k/2/1"), after: nil, limit: 1000).entries.map(\.key)
                == Array(keys.filter { $0.text.hasPrefix("k/2/1") }))
        #expect(await reason { _ = try await blobs.list(.all, after: nil, limit: 0) } == .invalid)
    }

    @Test(arguments: RealStore.allCases) func `a copy is the same, also onto itself`(store: RealStore) async throws {
        let blobs = try await store.blobs(), bytes = sample(3 << 20), key = try BlobKey("a=1/x"),
            other = try BlobKey("b=2/y")
        let stored = try await blobs.put(.bytes(bytes), at: key, type: try BlobType("image/png"))
        for target in [other, key] {
            #expect(try await blobs.copy(key, to: target).size == stored.size)
            let copy = try await blobs.get(target)
            if store == .swift { #expect(copy.info.digest == stored.digest && copy.info.type.text == "image/png") }
            #expect(try await copy.collect(upTo: 3 << 20) == bytes)
        }
    }

    @Test func `a copy in parts is the same`() async throws {
        let blobs = try await RealStore.swift.blobs(), bytes = sample(12 << 20), key = try BlobKey("from"),
            other = try BlobKey("to")
        try await blobs.put(.bytes(bytes), at: key)
        let info = try await blobs.stat(key)
        let upload = try await blobs.begin(other, type: .bytes)
        let parts = [
            try await blobs.copy(0..<6 << 20, of: info, as: 1, of: upload),
            try await blobs.copy(6 << 20..<12 << 20, of: info, as: 2, of: upload),
        ]
        #expect(try await blobs.complete(upload, parts, size: 12 << 20).size == 12 << 20)
        #expect(try await blobs.get(other).collect(upTo: 12 << 20) == bytes)
    }

    @Test func `2,001 keys are deleted in three requests`() async throws {
        let blobs = try await RealStore.swift.blobs()
        let keys = try (0..<2001).map { try BlobKey("gone/\($0)") }
        for key in [keys[0], keys[1500], keys[2000]] { _ = try await blobs.put(.bytes([1]), at: key) }
        try await blobs.delete(keys)
        #expect(try await blobs.list(.all).entries.isEmpty)
    }
}
