import Basics
import Blobs
import Crypto
import Testing

extension BlobPromises {
    static let parts = [
        Sentence("parts become one blob, with its type") { store in
            let type = try BlobType("application/x-tar")
            let upload = try await store.begin(BlobKey("a/large"), type: type)
            let parts = [try await store.put(1, of: upload), try await store.put(2, of: upload, count: 1000)]
            try await store.complete(upload, parts, size: largePart + 1000)
            #expect(try await store.bytes("a/large") == bytes(largePart, seed: 1) + bytes(1000, seed: 2))
            let info = try await store.stat(BlobKey("a/large"))
            #expect((info.size, info.type) == (largePart + 1000, type))
            try await expectOnly(["a/large"], in: store)
        },
        Sentence("parts may come and be named in any order, with gaps") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            var parts: [BlobPart] = []
            for number in [700, 3, 10_000, 20] {
                parts.append(try await store.put(number, of: upload, count: number == 10_000 ? 5 : largePart))
            }
            try await store.complete(upload, parts)
            let expected = [3, 20, 700].flatMap { bytes(largePart, seed: $0) } + bytes(5, seed: 10_000)
            #expect(try await store.bytes("a") == expected)
        },
        Sentence("parts may come at the same time") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let parts = try await withThrowingTaskGroup(of: BlobPart.self) { group in
                for number in 1...4 { group.addTask { try await store.put(number, of: upload) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try await store.complete(upload, parts)
            #expect(try await store.bytes("a") == (1...4).flatMap { bytes(largePart, seed: UInt64($0)) })
        },
        Sentence("of a part that is put twice the last counts") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            _ = try await store.put(part: 1, of: upload, .bytes(bytes(1000, seed: 8)))
            let part = try await store.put(part: 1, of: upload, .bytes(bytes(999, seed: 9)))
            try await store.complete(upload, [part])
            #expect(try await store.bytes("a") == bytes(999, seed: 9))
        },
        Sentence("a part that was put anew is not the one that was named") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let first = try await store.put(part: 1, of: upload, .bytes(bytes(1000, seed: 8)))
            let second = try await store.put(part: 1, of: upload, .bytes(bytes(1000, seed: 9)))
            await expect(.invalid) { try await store.complete(upload, [first]) }
            try await store.complete(upload, [second])
            #expect(try await store.bytes("a") == bytes(1000, seed: 9))
        },
        Sentence("a part may be large or come in pieces, and tells its digest") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let content = bytes(9 << 20)
            let part = try await store.put(part: 1, of: upload, .pieces(Pieces(bytes: content, size: 100_000)))
            #expect((part.number, part.size, part.digest) == (1, content.count, SHA256.digest(of: content)))
            try await store.complete(upload, [part])
            #expect(try await store.bytes("a") == content)
        },
        Sentence("a part of another digest or size is refused, and leaves the part before") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let part = try await store.put(part: 1, of: upload, .bytes([1, 2, 3]))
            for expecting in [BlobExpectation(size: 4), BlobExpectation(digest: SHA256.digest(of: [9]))] {
                await expect(.mismatch) {
                    try await store.put(part: 1, of: upload, .bytes([4, 5, 6]), expecting: expecting)
                }
            }
            try await store.complete(upload, [part])
            #expect(try await store.bytes("a") == [1, 2, 3])
        },
        Sentence("a source of a part that fails leaves the part before") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let part = try await store.put(part: 1, of: upload, .bytes([1, 2, 3]))
            let pieces = Pieces(bytes: bytes(6 << 20), size: 100_000) { throw SourceFailure() }
            await expect(.source) { try await store.put(part: 1, of: upload, .pieces(pieces)) }
            try await store.complete(upload, [part])
            #expect(try await store.bytes("a") == [1, 2, 3])
        },
        Sentence("no part has a number below 1 or above 10,000") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            for number in [0, -1, 10_001, .max] {
                let error = await expect(.invalid) { try await store.put(part: number, of: upload, .bytes([1])) }
                #expect(error?.message.contains("10000") == true)
            }
            try await store.abort(upload)
        },
    ]

    static let endings = completions + abortions + sweeping

    private static let completions = [
        Sentence("10,001 parts are refused, and the limit is told") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let part = try await store.put(1, of: upload)
            let many = (1...10_001).map {
                BlobPart(number: $0, size: part.size, digest: part.digest, tag: part.tag)
            }
            let error = await expect(.invalid) { try await store.complete(upload, many) }
            #expect(error?.message.contains("10000") == true && error?.message.contains("10001") == true)
            try await store.complete(upload, [part])
            #expect(try await store.stat(BlobKey("a")).size == largePart)
        },
        Sentence("a part that was never put cannot be named, and the upload goes on") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let first = try await store.put(1, of: upload)
            let missing = BlobPart(number: 2, size: 10, digest: first.digest, tag: first.tag)
            await expect(.invalid) { try await store.complete(upload, [first, missing]) }
            await expect(.notFound) { try await store.stat(BlobKey("a")) }
            let second = try await store.put(2, of: upload, count: 10)
            try await store.complete(upload, [first, second])
            #expect(try await store.stat(BlobKey("a")).size == largePart + 10)
        },
        Sentence("no part, a part named twice, and a small part before another are refused") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let small = try await store.put(1, of: upload, count: 100)
            let last = try await store.put(2, of: upload, count: 100)
            for parts in [[], [small, small], [small, last]] {
                await expect(.invalid) { try await store.complete(upload, parts) }
            }
            try await store.complete(upload, [last])
            #expect(try await store.bytes("a") == bytes(100, seed: 2))
        },
        Sentence("parts of another size together than was announced are refused") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let part = try await store.put(1, of: upload, count: 100)
            await expect(.mismatch) { try await store.complete(upload, [part], size: 101) }
            await expect(.notFound) { try await store.stat(BlobKey("a")) }
            try await store.complete(upload, [part], size: 100)
        },
        Sentence("parts that are not named are dropped") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let first = try await store.put(1, of: upload)
            _ = try await store.put(2, of: upload)
            let third = try await store.put(3, of: upload, count: 7)
            try await store.complete(upload, [first, third])
            #expect(try await store.bytes("a") == bytes(largePart, seed: 1) + bytes(7, seed: 3))
            try await expectOnly(["a"], in: store)
        },
        Sentence("nothing of an upload is visible before its end, and then it replaces what was there") { store in
            try await store.put([1], "a")
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let part = try await store.put(1, of: upload, count: 100)
            #expect(try await store.bytes("a") == [1])
            #expect(try await store.list(.all).entries.map(\.key.text) == ["a"])
            try await store.complete(upload, [part])
            #expect(try await store.bytes("a") == bytes(100, seed: 1))
        },
        Sentence("what has ended is no upload any more") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let part = try await store.put(1, of: upload, count: 100)
            try await store.complete(upload, [part])
            await expect(.notFound) { try await store.put(part: 2, of: upload, .bytes([1])) }
            try await store.abort(upload)
            #expect(try await store.bytes("a") == bytes(100, seed: 1))
        },
        Sentence("two uploads to one key are two") { store in
            let first = try await store.begin(BlobKey("a"), type: .bytes)
            let second = try await store.begin(BlobKey("a"), type: .bytes)
            #expect(first.id != second.id)
            let part = try await store.put(part: 1, of: first, .bytes([1]))
            let other = try await store.put(part: 1, of: second, .bytes([2]))
            try await store.complete(second, [other])
            #expect(try await store.bytes("a") == [2])
            try await store.complete(first, [part])
            #expect(try await store.bytes("a") == [1])
        },
    ]

    private static let abortions = [
        Sentence("an upload that is dropped leaves nothing, also when it is dropped twice") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let part = try await store.put(1, of: upload)
            try await store.abort(upload)
            try await store.abort(upload)
            await expect(.notFound) { try await store.put(part: 2, of: upload, .bytes([1])) }
            await expect(.notFound) { try await store.complete(upload, [part]) }
            try await expectOnly([], in: store)
        },
        Sentence("an upload may be dropped while a part is being put") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let (begun, dropped) = (Signal(), Signal())
            async let put = store.put(
                part: 1, of: upload,
                .pieces(
                    Pieces(bytes: bytes(6 << 20), size: 100_000) {
                        begun.give()
                        try await dropped.wait()
                    }))
            try await begun.wait()
            try await store.abort(upload)
            dropped.give()
            do {
                _ = try await put
                Issue.record("a part came to an upload that was dropped")
            } catch let error as BlobError {
                #expect(error.reason == .notFound, "\(error)")
            }
            try await expectOnly([], in: store)
        },
        Sentence("a part that is cancelled leaves the upload as it was") { store in
            let upload = try await store.begin(BlobKey("a"), type: .bytes)
            let waiting = Signal()
            let put = Task {
                try await store.put(
                    part: 1, of: upload,
                    .pieces(
                        Pieces(bytes: bytes(6 << 20), size: 100_000) {
                            waiting.give()
                            try await Signal().wait()
                        }))
            }
            try await waiting.wait()
            put.cancel()
            await expect(.cancelled) { try await put.value }
            let part = try await store.put(1, of: upload, count: 50)
            try await store.complete(upload, [part])
            #expect(try await store.bytes("a") == bytes(50, seed: 1))
        },
        Sentence("an upload that never was is not found, whatever its name") { store in
            let part = BlobPart(number: 1, size: 1, digest: SHA256.digest(of: []), tag: "0")
            let real = try await store.begin(BlobKey("a"), type: .bytes)
            for id in ["", "x", "../..", "a/b", String(repeating: "0", count: 32)] {
                let upload = BlobUpload(id: id, key: real.key, began: .now)
                await expect(.notFound) { try await store.put(part: 1, of: upload, .bytes([1])) }
                await expect(.notFound) { try await store.complete(upload, [part]) }
                try await store.abort(upload)
            }
            let other = BlobUpload(id: real.id, key: try BlobKey("b"), began: real.began)
            await expect(.notFound) { try await store.put(part: 1, of: other, .bytes([1])) }
            #expect(try await store.unfinished(.all, after: nil, limit: 10).map(\.id) == [real.id])
            try await store.abort(real)
        },
    ]

    private static let sweeping = [
        Sentence("a store that is well says so, and nothing of that is to be seen") { store in
            try await store.check()
            try await expectOnly([], in: store)
            #expect(try await store.sweep(before: .now + .seconds(3600)) == 0)
        },
        Sentence("uploads that have not ended are listed in pages, by key and by what begins it") { store in
            var begun: [BlobUpload] = []
            for key in ["b/1", "a/1", "b/2", "a/1", "c"] {
                begun.append(try await store.begin(BlobKey(key), type: .bytes))
            }
            let sorted = begun.sorted { ($0.key, $0.id) < ($1.key, $1.id) }.map(\.id)
            let all = try await store.unfinished(.all, after: nil, limit: 1000)
            #expect(all.map(\.id) == sorted)
            #expect(all.allSatisfy { abs($0.began.milliseconds - Instant.now.milliseconds) < 60_000 })
            let first = try await store.unfinished(.all, after: nil, limit: 2)
            let rest = try await store.unfinished(.all, after: first.last, limit: 1000)
            #expect((first + rest).map(\.id) == sorted)
            let some = try await store.unfinished(BlobPrefix("b/"), after: nil, limit: 1000)
            #expect(some.map(\.key.text) == ["b/1", "b/2"])
            for upload in begun { try await store.abort(upload) }
            try await expectOnly([], in: store)
        },
        Sentence("what began before a moment is swept, and nothing younger") { store in
            try await store.put([1], "a")
            let upload = try await store.begin(BlobKey("b"), type: .bytes)
            let part = try await store.put(1, of: upload, count: 10)
            #expect(try await store.sweep(before: .now - .seconds(3600)) == 0)
            #expect(try await store.unfinished(.all, after: nil, limit: 10).map(\.id) == [upload.id])
            #expect(try await store.sweep(before: .now + .seconds(3600)) >= 1)
            await expect(.notFound) { try await store.complete(upload, [part]) }
            try await expectOnly(["a"], in: store)
            #expect(try await store.bytes("a") == [1])
        },
    ]
}
