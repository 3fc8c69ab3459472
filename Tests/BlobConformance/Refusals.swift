import Blobs
import Crypto
import Testing

extension BlobPromises {
    /// Tries to store at a key where nothing is, and at one where something is: nothing may change.
    private static func refused(
        _ store: WholeStore, _ reason: BlobError.Reason, _ source: () -> BlobSource,
        _ expecting: BlobExpectation = .nothing
    ) async throws {
        try await store.put([7], "there", type: BlobType("a/b"))
        let before = try await store.stat(BlobKey("there"))
        for key in ["new", "there", "new/folder"] {
            await expect(reason) {
                try await store.put(source(), at: BlobKey(key), type: .bytes, expecting: expecting)
            }
        }
        #expect(try await store.bytes("there") == [7])
        #expect(try await store.stat(BlobKey("there")) == before)
        try await expectOnly(["there"], in: store)
    }

    static let refusals =
        [10, 400_000, 9 << 20].flatMap { count in
            [
                Sentence("\(count) bytes of another digest are refused, and not visible") { store in
                    let expecting = BlobExpectation(digest: SHA256.digest(of: bytes(count, seed: 2)))
                    try await refused(store, .mismatch, { .bytes(bytes(count)) }, expecting)
                    try await refused(
                        store, .mismatch, { .pieces(Pieces(bytes: bytes(count), size: 65_536)) }, expecting)
                },
                Sentence("\(count) bytes are refused when one less was announced") { store in
                    let expecting = BlobExpectation(size: count - 1)
                    try await refused(store, .mismatch, { .bytes(bytes(count)) }, expecting)
                    try await refused(
                        store, .mismatch, { .pieces(Pieces(bytes: bytes(count), size: 65_536)) }, expecting)
                },
                Sentence("\(count) bytes are refused when one more was announced") { store in
                    let expecting = BlobExpectation(size: count + 1)
                    try await refused(store, .mismatch, { .bytes(bytes(count)) }, expecting)
                    try await refused(
                        store, .mismatch, { .pieces(Pieces(bytes: bytes(count), size: 65_536)) }, expecting)
                },
                Sentence("a source that fails after \(count) bytes leaves nothing") { store in
                    try await refused(store, .source) {
                        .pieces(Pieces(bytes: bytes(count), size: 65_536) { throw SourceFailure() })
                    }
                },
            ]
        } + [
            Sentence("what a source failed with is told") { store in
                let pieces = Pieces(bytes: bytes(10), size: 3) { throw SourceFailure() }
                let error = await expect(.source) { try await store.put(.pieces(pieces), at: BlobKey("a")) }
                #expect(error?.cause as? SourceFailure == SourceFailure())
            },
            Sentence("a source is held to its own length") { store in
                for length in [999, 1001] {
                    try await refused(store, .mismatch) {
                        .pieces(Pieces(bytes: bytes(1000), size: 100), length: length)
                    }
                }
            },
            Sentence("what is as it was announced is stored") { store in
                let content = bytes(500_000)
                let expecting = BlobExpectation(size: content.count, digest: SHA256.digest(of: content))
                for source in [BlobSource.bytes(content), .pieces(Pieces(bytes: content, size: 65_536))] {
                    try await store.put(source, at: BlobKey("a"), type: .bytes, expecting: expecting)
                    #expect(try await store.bytes("a") == content)
                }
            },
            Sentence("a put that is cancelled leaves nothing") { store in
                for count in [10, 9 << 20] {
                    let waiting = Signal()
                    let put = Task {
                        let pieces = Pieces(bytes: bytes(count), size: 65_536) {
                            waiting.give()
                            try await Signal().wait()
                        }
                        try await store.put(.pieces(pieces), at: BlobKey("a"))
                    }
                    try await waiting.wait()
                    put.cancel()
                    await expect(.cancelled) { try await put.value }
                    try await expectOnly([], in: store)
                }
            },
            Sentence("whoever is cancelled beforehand does nothing") { store in
                let task = Task {
                    try? await Signal().wait()
                    try await store.put([1], "a")
                }
                task.cancel()
                await expect(.cancelled) { try await task.value }
                try await expectOnly([], in: store)
            },
        ]
}
