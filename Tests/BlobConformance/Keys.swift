import Blobs
import Testing

extension BlobPromises {
    private static let oddKeys = [
        "a", "A", "0", "-", "_", "=", "...", "..a", "a..", ".hidden", "a.", "a=b", "a==", "-a-", "--", "a/...", ".a/.b",
        "year=2026/month=01/part-0.parquet", "a.b-c_d=e", "a/b/c/d/e/f/g/h/i/j/k", "con/aux/nul", "about", "part-1",
        "staging/uploads", "index.html", String(repeating: "s", count: 240),
        (0..<8).map { String(repeating: "\($0)", count: $0 == 7 ? 89 : 96) }.joined(separator: "/"),
    ]

    static let keys =
        oddKeys.map { key in
            Sentence("a blob may lie at \(key.prefix(60))") { store in
                let content = bytes(1000)
                try await store.put(content, key)
                #expect(try await store.bytes(key) == content)
                #expect(try await store.stat(BlobKey(key)).size == 1000)
                try await expectOnly([key], in: store)
                try await store.delete([BlobKey(key)])
                try await expectOnly([], in: store)
            }
        } + [
            Sentence("a key may begin another") { store in
                let keys = ["a", "a-b", "a.b", "a/b", "a/b/c", "a0", "ab"]
                for (index, key) in keys.enumerated() { try await store.put([UInt8(index)], key) }
                for (index, key) in keys.enumerated() { #expect(try await store.bytes(key) == [UInt8(index)]) }
                try await expectOnly(keys, in: store)
                try await store.delete([BlobKey("a/b")])
                try await expectOnly(keys.filter { $0 != "a/b" }, in: store)
            },
            Sentence("keys that differ by case are two") { store in
                try await store.put([1], "Key/a")
                try await store.put([2], "key/a")
                try await store.put([3], "key/A")
                #expect(try await store.bytes("Key/a") == [1])
                #expect(try await store.bytes("key/a") == [2])
                #expect(try await store.bytes("key/A") == [3])
            },
            Sentence("a key that is but the folder of another has no blob") { store in
                try await store.put([1], "a/b/c")
                for key in ["a", "a/b", "a/b/c/d"] {
                    await expect(.notFound) { try await store.stat(BlobKey(key)) }
                    await expect(.notFound) { try await store.get(BlobKey(key)) }
                }
            },
        ]
}
