import Basics
import Blobs
import Crypto
import Sockets
import TestSupport
import Testing

extension BlobPromises {
    static let contents =
        [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 262_144, 1_000_003].map { count in
            Sentence("\(count) bytes come back as they were") { store in
                let content = bytes(count)
                let stored = try await store.put(content, "a/b")
                #expect(stored == StoredBlob(size: count, digest: SHA256.digest(of: content)))
                #expect(try await store.bytes("a/b") == content)
                let info = try await store.stat(BlobKey("a/b"))
                #expect((info.key.text, info.size) == ("a/b", count))
            }
        } + [
            Sentence("bytes may come in pieces of any size, also in none") { store in
                let content = bytes(50_000)
                for size in [7, 1000, 50_000] {
                    let source = BlobSource.pieces(Pieces(bytes: content, size: size))
                    let stored = try await store.put(source, at: BlobKey("a"))
                    #expect(stored.digest == SHA256.digest(of: content))
                    #expect(try await store.bytes("a") == content)
                }
                let stored = try await store.put(.pieces(Pieces(bytes: [], size: 1)), at: BlobKey("a"))
                #expect(stored.size == 0)
                #expect(try await store.bytes("a") == [])
            },
            Sentence("bytes of a length that is known beforehand come back too") { store in
                let content = bytes(300_000)
                let source = BlobSource.pieces(Pieces(bytes: content, size: 16_384), length: content.count)
                try await store.put(source, at: BlobKey("a"))
                #expect(try await store.bytes("a") == content)
            },
            Sentence("a part of a file is stored") { store in
                let folder = try TemporaryFolder()
                let content = bytes(700_000)
                let file = try File(path: folder.write(content, to: "file"))
                try await store.put(.file(file, 100..<600_100), at: BlobKey("a"))
                #expect(try await store.bytes("a") == Array(content[100..<600_100]))
                try await store.put(.file(file, 5..<5), at: BlobKey("b"))
                #expect(try await store.bytes("b") == [])
            },
            Sentence("16 MiB come and go in pieces") { store in
                let content = bytes(16 << 20)
                try await store.put(.pieces(Pieces(bytes: content, size: 100_000)), at: BlobKey("large"))
                var hash = SHA256()
                var largest = 0
                for try await piece in try await store.get(BlobKey("large")) {
                    hash.update(piece.span)
                    largest = max(largest, piece.count)
                }
                #expect(hash.finish() == SHA256.digest(of: content))
                #expect(largest <= 4 << 20)
            },
            Sentence("the content type is kept as it was given") { store in
                for text in ["text/plain; charset=utf-8", "application/x-ndjson", "image/svg+xml", "a/b"] {
                    let type = try BlobType(text)
                    try await store.put([1], "a", type: type)
                    #expect(try await store.stat(BlobKey("a")).type == type)
                    #expect(try await store.get(BlobKey("a")).info.type == type)
                }
            },
            Sentence("a blob is as old as it is") { store in
                let before = Instant.now
                try await store.put([1], "a")
                let modified = try await store.stat(BlobKey("a")).modified
                // Stores tell whole seconds, by clocks of their own.
                #expect(modified > before - .seconds(5) && modified < Instant.now + .seconds(5))
            },
            Sentence("the digest of each of many blobs is its own") { store in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<64 {
                        group.addTask {
                            let content = bytes(2000, seed: UInt64(number))
                            let stored = try await store.put(content, "many/\(number)")
                            #expect(stored.digest == SHA256.digest(of: content))
                            #expect(try await store.bytes("many/\(number)") == content)
                        }
                    }
                    try await group.waitForAll()
                }
            },
        ]
}
