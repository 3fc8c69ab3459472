import Blobs
import Testing

extension BlobPromises {
    private static func sentence(_ text: String, _ range: BlobRange, _ expected: Range<Int>) -> Sentence {
        Sentence("a range gives \(text)") { store in
            let content = bytes(1000)
            try await store.put(content, "a")
            let blob = try await store.get(BlobKey("a"), range)
            #expect(blob.range == expected)
            #expect(blob.info.size == 1000)
            #expect(try await blob.collect(upTo: 1000) == Array(content[expected]))
        }
    }

    static let ranges = [
        sentence("the first byte", .bytes(0..<1), 0..<1),
        sentence("the last byte", .bytes(999..<1000), 999..<1000),
        sentence("some in the middle", .bytes(100..<200), 100..<200),
        sentence("what there is of it", .bytes(990..<5000), 990..<1000),
        sentence("all that follows", .from(10), 10..<1000),
        sentence("all from the first", .from(0), 0..<1000),
        sentence("the end", .last(10), 990..<1000),
        sentence("everything when the end is longer", .last(5000), 0..<1000),
        Sentence("a range that begins where the blob ends, or beyond, is refused") { store in
            try await store.put(bytes(1000), "a")
            for range in [BlobRange.from(1000), .from(.max), .bytes(1000..<1001), .bytes(5..<5), .last(0)] {
                await expect(.outside) { try await store.get(BlobKey("a"), range) }
            }
        },
        Sentence("an empty blob has no range, and yet a whole") { store in
            try await store.put([], "a")
            for range in [BlobRange.from(0), .bytes(0..<1), .last(1)] {
                await expect(.outside) { try await store.get(BlobKey("a"), range) }
            }
            #expect(try await store.bytes("a") == [])
        },
        Sentence("a range of a large blob is not the whole of it") { store in
            let content = bytes(6 << 20)
            try await store.put(content, "a")
            #expect(try await store.bytes("a", .bytes(3_000_000..<4_000_000)) == Array(content[3_000_000..<4_000_000]))
            #expect(try await store.bytes("a", .last(300_000)) == Array(content.suffix(300_000)))
        },
        Sentence("more than is to be read at once is refused beforehand") { store in
            try await store.put(bytes(1000), "a")
            let blob = try await store.get(BlobKey("a"))
            await expect(.invalid) { try await blob.collect(upTo: 999) }
        },
        Sentence("a blob that is not there cannot be read") { store in
            await expect(.notFound) { try await store.get(BlobKey("a/b")) }
            await expect(.notFound) { try await store.get(BlobKey("a/b"), .last(5)) }
            await expect(.notFound) { try await store.stat(BlobKey("a/b")) }
        },
    ]
}
