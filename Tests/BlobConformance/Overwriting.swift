import Blobs
import Crypto
import Testing

extension BlobPromises {
    static let overwriting = [
        Sentence("the last put counts, with its size and type") { store in
            try await store.put(bytes(1000), "a", type: BlobType("text/plain"))
            let first = try await store.stat(BlobKey("a"))
            try await store.put(bytes(10, seed: 2), "a", type: BlobType("image/png"))
            let second = try await store.stat(BlobKey("a"))
            #expect(second.size == 10)
            #expect(second.type.text == "image/png")
            #expect(second.tag != first.tag)
            #expect(try await store.bytes("a") == bytes(10, seed: 2))
            try await expectOnly(["a"], in: store)
        },
        Sentence("who reads a blob reads one state of it, whatever is put meanwhile") { store in
            let content = bytes(8 << 20)
            try await store.put(content, "a")
            let blob = try await store.get(BlobKey("a"))
            var read = try #require(try await blob.next()).map { $0 }
            try await store.put(bytes(8 << 20, seed: 2), "a")
            while let piece = try await blob.next() { read += piece }
            #expect(read == content)
            #expect(try await store.bytes("a") == bytes(8 << 20, seed: 2))
        },
        Sentence("of several puts to one key one wins whole") { store in
            for count in [1000, 700_000] {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 1...8 {
                        group.addTask {
                            let content = bytes(count + number, seed: UInt64(number))
                            try await store.put(.pieces(Pieces(bytes: content, size: 65_536)), at: BlobKey("a"))
                        }
                    }
                    try await group.waitForAll()
                }
                let found = try await store.bytes("a")
                let number = found.count - count
                #expect((1...8).contains(number))
                #expect(found == bytes(count + number, seed: UInt64(max(0, number))))
                #expect(try await store.stat(BlobKey("a")).digest == SHA256.digest(of: found))
                try await expectOnly(["a"], in: store)
            }
        },
        Sentence("who reads while others put sees a whole blob each time") { store in
            try await store.put(bytes(3000, seed: 0), "a")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...20 {
                    group.addTask { try await store.put(bytes(3000, seed: UInt64(number)), "a") }
                    group.addTask {
                        let blob = try await store.get(BlobKey("a"))
                        let content = try await blob.collect(upTo: 3000)
                        #expect(SHA256.digest(of: content) == blob.info.digest)
                    }
                }
                try await group.waitForAll()
            }
        },
        Sentence("the same bytes may be put again") { store in
            for _ in 0..<3 { try await store.put(bytes(1000), "a") }
            #expect(try await store.bytes("a") == bytes(1000))
        },
    ]
}
