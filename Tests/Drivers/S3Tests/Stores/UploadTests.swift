import Basics
import Blobs
import Crypto
import TestSupport
import Testing

@testable import S3

@Suite("Uploads to a real S3 store", .serialized, .timeLimit(.minutes(10))) struct UploadTests {
    static let part = 5 << 20

    @Test(arguments: RealStore.allCases) func `parts in any order are one blob`(store: RealStore) async throws {
        let blobs = try await store.blobs(), bytes = sample(2 * Self.part + 10), key = try BlobKey("up/load")
        let upload = try await blobs.begin(key, type: try BlobType("image/png"))
        var parts: [BlobPart] = []
        for number in [3, 1, 2] {
            let piece = bytes[(number - 1) * Self.part..<min(number * Self.part, bytes.count)]
            let source = BlobSource.pieces(Pieces(bytes: Array(piece)), length: number == 2 ? piece.count : nil)
            let part = try await blobs.put(part: number, of: upload, source)
            #expect(part.digest == SHA256.digest(of: Array(piece)) && part.size == piece.count)
            parts.append(part)
        }
        #expect(await reason { _ = try await blobs.stat(key) } == .notFound)
        #expect(try await blobs.complete(upload, parts, size: bytes.count).size == bytes.count)
        let blob = try await blobs.get(key)
        #expect(store == .rclone || blob.info.type.text == "image/png")
        #expect(try await blob.collect(upTo: bytes.count) == bytes)
    }

    @Test func `a part is streamed, in signed chunks, where it is announced`() async throws {
        let blobs = try await RealStore.swift.blobs(), bytes = sample(20 << 20), key = try BlobKey("streamed")
        let upload = try await blobs.begin(key, type: .bytes)
        let part = try await blobs.put(part: 1, of: upload, .pieces(Pieces(bytes: bytes), length: bytes.count))
        #expect(part.digest == SHA256.digest(of: bytes))
        let unknown = await reason { _ = try await blobs.put(part: 2, of: upload, .pieces(Pieces(bytes: bytes))) }
        #expect(unknown == .invalid)
        #expect(try await blobs.complete(upload, [part]).size == bytes.count)
    }

    @Test func `what cannot be completed is refused, and can be put right`() async throws {
        let blobs = try await RealStore.swift.blobs(), key = try BlobKey("right"), bytes = sample(Self.part)
        let upload = try await blobs.begin(key, type: .bytes)
        let first = try await blobs.put(part: 1, of: upload, .bytes(bytes))
        let missing = BlobPart(number: 2, size: 1, digest: first.digest, tag: first.tag)
        #expect(await reason { _ = try await blobs.complete(upload, [first, missing]) } == .invalid)
        #expect(await reason { _ = try await blobs.complete(upload, []) } == .invalid)
        #expect(await reason { _ = try await blobs.complete(upload, [first], size: 7) } == .mismatch)
        let again = try await blobs.put(part: 1, of: upload, .bytes([1, 2, 3]))
        #expect(await reason { _ = try await blobs.complete(upload, [first]) } == .invalid)
        #expect(await reason { _ = try await blobs.put(part: 10_001, of: upload, .bytes([1])) } == .invalid)
        #expect(try await blobs.complete(upload, [again]).size == 3)
    }

    @Test func `10,001 parts are refused, and say why`() async throws {
        let blobs = try await RealStore.swift.blobs()
        let digest = SHA256.digest(of: [])
        let parts = (1...10_001).map { BlobPart(number: $0, size: Self.part, digest: digest, tag: "t") }
        let upload = BlobUpload(id: "x", key: try BlobKey("many"), began: .now)
        let error = await #expect(throws: BlobError.self) { _ = try await blobs.complete(upload, parts) }
        #expect(error?.reason == .invalid && error?.message.contains("10000 parts, not with 10001") == true)
    }

    @Test func `unfinished ones are listed in pages, and swept by their age`() async throws {
        let blobs = try await RealStore.swift.blobs()
        var uploads: [BlobUpload] = []
        for name in ["a", "b/1", "b/2", "b/2", "c"] {
            uploads.append(try await blobs.begin(try BlobKey(name), type: .bytes))
        }
        var found: [BlobUpload] = []
        while true {
            let page = try await blobs.unfinished(.all, after: found.last, limit: 2)
            found += page
            if page.count < 2 { break }
        }
        #expect(Set(found.map(\.id)) == Set(uploads.map(\.id)) && found.map(\.key) == uploads.map(\.key))
        #expect(try await blobs.unfinished(try BlobPrefix("b"), after: nil, limit: 1000).count == 3)
        try await blobs.abort(uploads[0])
        try await blobs.abort(uploads[0])
        #expect(await reason { _ = try await blobs.put(part: 1, of: uploads[0], .bytes([1])) } == .notFound)
        #expect(
            await reason {
                _ = try await blobs.complete(
                    uploads[0], [BlobPart(number: 1, size: 1, digest: SHA256.digest(of: []), tag: "x")])
            } == .notFound)
        #expect(try await blobs.sweep(before: .now - .seconds(3600)) == 0)
        #expect(try await blobs.sweep(before: .now + .seconds(3600)) == 4)
        #expect(try await blobs.unfinished(.all, after: nil, limit: 1000).isEmpty)
    }
}
