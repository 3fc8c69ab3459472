import Blobs
import Testing

extension BlobPromises {
    static let deleting = [
        Sentence("what was deleted is gone, and nothing else") { store in
            for key in ["a", "a/b", "a/c", "b"] { try await store.put([1], key) }
            try await store.delete([BlobKey("a"), BlobKey("a/c")])
            await expect(.notFound) { try await store.stat(BlobKey("a")) }
            await expect(.notFound) { try await store.get(BlobKey("a/c")) }
            try await expectOnly(["a/b", "b"], in: store)
        },
        Sentence("what is not there is deleted too, also twice and in one go") { store in
            try await store.put([1], "a/b")
            try await store.delete([BlobKey("a/b"), BlobKey("a/b"), BlobKey("x/y/z"), BlobKey("a")])
            try await store.delete([BlobKey("a/b")])
            try await store.delete([])
            try await expectOnly([], in: store)
        },
        Sentence("who reads a blob reads it to its end, though it is deleted") { store in
            let content = bytes(3 << 20)
            try await store.put(content, "a")
            let blob = try await store.get(BlobKey("a"))
            var read = try #require(try await blob.next()).map { $0 }
            try await store.delete([BlobKey("a")])
            while let piece = try await blob.next() { read += piece }
            #expect(read == content)
        },
        Sentence("what was deleted may be put again") { store in
            for number in 0..<5 {
                try await store.put([UInt8(number)], "deep/in/a/folder")
                #expect(try await store.bytes("deep/in/a/folder") == [UInt8(number)])
                try await store.delete([BlobKey("deep/in/a/folder")])
            }
            try await expectOnly([], in: store)
        },
        Sentence("putting and deleting at the same time harm nobody else") { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        for round in 0..<20 {
                            let key = "shared/folder/\(number)"
                            try await store.put(bytes(100, seed: UInt64(round)), key)
                            #expect(try await store.bytes(key) == bytes(100, seed: UInt64(round)))
                            try await store.delete([BlobKey(key)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await expectOnly([], in: store)
        },
    ]

    static let copying = [
        Sentence("a copy has the bytes, the type and the digest") { store in
            let type = try BlobType("text/csv")
            let stored = try await store.put(bytes(500_000), "a", type: type)
            #expect(try await store.copy(BlobKey("a"), to: BlobKey("b/c")) == stored)
            let info = try await store.stat(BlobKey("b/c"))
            #expect((info.size, info.digest, info.type) == (stored.size, stored.digest, type))
            #expect(try await store.bytes("b/c") == bytes(500_000))
            try await store.delete([BlobKey("a")])
            #expect(try await store.bytes("b/c") == bytes(500_000))
        },
        Sentence("a copy takes the place of what was there") { store in
            try await store.put([1], "a")
            try await store.put([2, 3], "b")
            try await store.copy(BlobKey("a"), to: BlobKey("b"))
            #expect(try await store.bytes("b") == [1])
        },
        Sentence("a blob may be copied onto itself") { store in
            let type = try BlobType("text/csv")
            try await store.put(bytes(1000), "a", type: type)
            try await store.copy(BlobKey("a"), to: BlobKey("a"))
            #expect(try await store.bytes("a") == bytes(1000))
            #expect(try await store.stat(BlobKey("a")).type == type)
            try await expectOnly(["a"], in: store)
        },
        Sentence("an empty blob is copied") { store in
            try await store.put([], "a")
            #expect(try await store.copy(BlobKey("a"), to: BlobKey("b")).size == 0)
            try await expectOnly(["a", "b"], in: store)
        },
        Sentence("what is not there cannot be copied, and leaves what is") { store in
            try await store.put([1], "b")
            await expect(.notFound) { try await store.copy(BlobKey("a"), to: BlobKey("b")) }
            await expect(.notFound) { try await store.copy(BlobKey("a"), to: BlobKey("c")) }
            #expect(try await store.bytes("b") == [1])
            try await expectOnly(["b"], in: store)
        },
    ]

    static let links = [
        Sentence("a link lasts from a second to seven days") { store in
            for duration in [Duration.zero, .seconds(-1), .milliseconds(999), .seconds(7 * 86_400 + 1)] {
                await expect(.invalid) { try await store.link(.get, to: BlobKey("a"), for: duration) }
            }
            for access in [BlobAccess.get, .put(size: 3, type: .bytes)] {
                _ = try await store.link(access, to: BlobKey("a"), for: .seconds(60))
            }
        }
    ]
}
