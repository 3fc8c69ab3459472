import Blobs
import DirectoryBlobs
import TestSupport
import Testing

@Suite("A store that is counted") struct CountedBlobsTests {
    @Test func `it counts what was done, and what failed by why`() async throws {
        let folder = try TemporaryFolder()
        let store = CountedBlobs(try DirectoryStore(path: folder.path))
        let key = try BlobKey("a"), other = try BlobKey("b")
        try await store.put(.bytes([1, 2, 3]), at: key)
        _ = try await store.get(key, .from(1))
        try await store.copy(key, to: other)
        let upload = try await store.begin(other, type: .bytes)
        let part = try await store.put(part: 1, of: upload, .bytes([4]))
        try await store.complete(upload, [part])
        let nothing = try BlobKey("c")
        await #expect(throws: BlobError.self) { try await store.get(nothing, .whole) }
        try await store.delete([key, other])
        var expected = BlobCounters()
        expected.stored = 3
        expected.bytesStored = 7
        expected.opened = 1
        expected.bytesOpened = 2
        expected.deleted = 2
        expected.errors = [.notFound: 1]
        #expect(store.counters == expected)
    }
}
