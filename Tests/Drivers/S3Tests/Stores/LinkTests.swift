import Basics
import Blobs
import HTTP
import TestSupport
import Testing

@testable import S3

@Suite("Links to blobs in a real S3 store", .serialized, .timeLimit(.minutes(10))) struct LinkTests {
    let client = HTTPClient()

    @Test(arguments: RealStore.allCases) func `give and take a blob without a key`(store: RealStore) async throws {
        let blobs = try await store.blobs(), key = try BlobKey("day=1/linked"), bytes = sample(10_000)
        let put = try #require(
            try await blobs.link(.put(size: bytes.count, type: try BlobType("image/png")), to: key, for: .seconds(60)))
        #expect(put.method == "PUT" && Set(put.fields.map(\.name)) == ["content-length", "content-type"])
        var headers = HeaderFields()
        for field in put.fields where field.name != "content-length" { headers.add(field.name, field.value) }
        let stored = try await client.send(.init(.put, try HTTPURL(put.url), headers: headers, body: .bytes(bytes)))
        #expect(stored.status == .ok)

        let get = try #require(try await blobs.link(.get, to: key, for: .seconds(60)))
        #expect(get.method == "GET" && get.fields.isEmpty && get.expires > .now)
        let got = try await client.send(.init(.get, try HTTPURL(get.url)))
        #expect(try await got.body.collect(upTo: 20_000) == bytes)
    }

    @Test func `hold for what was signed alone, and until they expire`() async throws {
        let now = StoreClock { .now - .seconds(100) }
        let blobs = try await RealStore.swift.blobs(clock: now), key = try BlobKey("linked")
        let expired = try #require(try await blobs.link(.get, to: key, for: .seconds(50)))
        #expect(try await client.send(.init(.get, try HTTPURL(expired.url))).status == .forbidden)
        let put = try #require(try await blobs.link(.put(size: 5, type: .bytes), to: key, for: .seconds(600)))
        for (type, count) in [("text/html", 5), (BlobType.bytes.text, 6)] {
            var headers = HeaderFields()
            headers.add("content-type", type)
            let body = RequestBody.bytes([UInt8](repeating: 1, count: count))
            let answer = try await client.send(.init(.put, try HTTPURL(put.url), headers: headers, body: body))
            #expect(answer.status == .forbidden, "\(type) \(count)")
        }
    }

    @Test func `end with the key that was lent`() async throws {
        let end = Instant.now + .seconds(20)
        let key = AccessKey(id: "a", secret: .init("b"), token: .init("c"), expires: end)
        let blobs = try await RealStore.swift.blobs(key)
        #expect(try await blobs.link(.get, to: try BlobKey("a"), for: .seconds(60))?.expires == end)
    }

    @Test(arguments: [Duration.zero, .milliseconds(999), .seconds(604_801), .seconds(-1)])
    func `last from a second to seven days`(duration: Duration) async throws {
        let blobs = try await RealStore.swift.blobs()
        #expect(await reason { _ = try await blobs.link(.get, to: try BlobKey("a"), for: duration) } == .invalid)
    }
}
