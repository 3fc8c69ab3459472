import Blobs
import DirectoryBlobs
import Foundation
import TestSupport
import Testing

@Suite("What does not belong in a directory of blobs") struct IntrusionTests {
    private let folder: TemporaryFolder
    private let store: DirectoryStore

    init() throws {
        folder = try TemporaryFolder()
        store = try DirectoryStore(path: folder.path("blobs"))
        try folder.write("secret", to: "outside/file+blob")
    }

    private func expect(_ reason: BlobError.Reason, _ body: () async throws -> Void) async {
        let error = await #expect(throws: BlobError.self) { try await body() }
        #expect(error?.reason == reason)
    }

    @Test func `a link in the place of a folder leads nowhere`() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("blobs/a"), withDestinationPath: folder.path("outside"))
        let key = try BlobKey("a/file")
        await expect(.damaged) { _ = try await store.get(key) }
        await expect(.damaged) { _ = try await store.put(.bytes([1]), at: key) }
        await expect(.damaged) { try await store.delete([key]) }
        #expect(try await store.list(.all).entries == [])
        #expect(try String(contentsOfFile: folder.path("outside/file+blob"), encoding: .utf8) == "secret")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("outside")) == ["file+blob"])
    }

    @Test func `a link in the place of a blob is not followed, and may be replaced`() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("blobs/a+blob"), withDestinationPath: folder.path("outside/file+blob"))
        let key = try BlobKey("a")
        await expect(.damaged) { _ = try await store.get(key) }
        #expect(try await store.list(.all).entries == [])
        try await store.put(.bytes([1]), at: key)
        #expect(try await store.get(key).collect(upTo: 10) == [1])
        #expect(try String(contentsOfFile: folder.path("outside/file+blob"), encoding: .utf8) == "secret")
    }

    @Test func `what else lies there is not listed, and no blob`() async throws {
        try folder.write("text", to: "blobs/a")
        try folder.write("short", to: "blobs/b+blob")
        try folder.write("text", to: "blobs/c d/e+blob")
        try folder.write(String(repeating: "x", count: 1000), to: "blobs/f+blob")
        await expect(.notFound) { _ = try await store.get(BlobKey("a")) }
        await expect(.damaged) { _ = try await store.get(BlobKey("b")) }
        await expect(.damaged) { _ = try await store.stat(BlobKey("f")) }
        await expect(.damaged) { _ = try await store.put(.bytes([1]), at: BlobKey("a/b")) }
        #expect(try await store.list(.all).entries.map(\.key.text) == ["b", "f"])
    }

    /// F23 of the threat model.
    @Test func `a blob of which a bit was changed is never given as good`() async throws {
        var numbers = SeededNumbers(seed: 23)
        let content = numbers.bytes(300_000)
        let key = try BlobKey("a/b")
        try await store.put(.bytes(content), at: key)
        let path = folder.path("blobs/a/b+blob")
        let good = try Data(contentsOf: URL(filePath: path))
        for round in 0..<100 {
            var bytes = good
            bytes[round < 30 ? content.count + numbers.below(256) : numbers.below(content.count)] ^=
                UInt8(1 << numbers.below(8))
            try bytes.write(to: URL(filePath: path))
            await expect(.damaged) { _ = try await store.get(key).collect(upTo: 1 << 20) }
            await expect(.damaged) { _ = try await store.copy(key, to: BlobKey("copy")) }
        }
        for count in [0, 255, 256, 300_000, good.count - 1] {
            try good.prefix(count).write(to: URL(filePath: path))
            await expect(.damaged) { _ = try await store.get(key).collect(upTo: 1 << 20) }
        }
        #expect(try await store.list(BlobPrefix("copy")).entries == [])
    }

    @Test func `what is recorded of a blob goes with any copy of the folder`() async throws {
        let type = try BlobType("text/plain")
        try await store.put(.bytes([1, 2, 3]), at: BlobKey("a/b"), type: type)
        let info = try await store.stat(BlobKey("a/b"))
        try await run("cp", ["-r", folder.path("blobs"), folder.path("copy")], within: .seconds(20)).succeeded()
        let copy = try await DirectoryStore(path: folder.path("copy")).get(BlobKey("a/b"))
        #expect((copy.info.digest, copy.info.type, copy.info.tag) == (info.digest, type, info.tag))
        #expect(try await copy.collect(upTo: 10) == [1, 2, 3])
    }

    @Test func `a folder that cannot be used is told by its path`() throws {
        try folder.write("", to: "file")
        let error = #expect(throws: BlobError.self) { try DirectoryStore(path: folder.path("file")) }
        #expect(error?.message.contains(folder.path("file")) == true)
    }
}
