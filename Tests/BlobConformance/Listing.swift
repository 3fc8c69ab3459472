import Basics
import Blobs
import Testing

extension BlobPromises {
    /// Puts an empty blob at each key, some at a time.
    private static func fill(_ store: WholeStore, _ keys: [String]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, key) in keys.enumerated() {
                if index >= 16 { try await group.next() }
                group.addTask { try await store.put([], key) }
            }
            try await group.waitForAll()
        }
    }

    /// All keys, page by page.
    private static func pages(_ store: WholeStore, _ prefix: String, limit: Int) async throws -> [[String]] {
        var pages: [[String]] = []
        var last: BlobKey?
        while true {
            let page = try await store.list(BlobPrefix(prefix), after: last, limit: limit)
            pages.append(page.entries.map(\.key.text))
            last = page.entries.last?.key
            guard page.hasMore, last != nil else { return pages }
        }
    }

    static let listing =
        pagesOfMany + [
            Sentence("a listing tells sizes and times") { store in
                try await store.put(bytes(1234), "a/b")
                let info = try await store.stat(BlobKey("a/b"))
                let entry = try #require(try await store.list(.all).entries.first)
                #expect(entry.key == info.key)
                #expect(entry.size == 1234)
                #expect(abs(entry.modified.milliseconds - info.modified.milliseconds) <= 1000)
            },
            Sentence("a prefix may end anywhere") { store in
                try await fill(store, ["run/1/a", "run/1/b", "run/10/a", "run/2/a", "runs/1", "s"])
                let expected = [
                    "": 6, "r": 5, "run": 5, "run/": 4, "run/1": 3, "run/1/": 2, "run/1/a": 1, "run/1/a/": 0, "t": 0,
                    "run/3/": 0, "s": 1, "s/": 0,
                ]
                for (prefix, count) in expected {
                    let keys = try await pages(store, prefix, limit: 1000).flatMap { $0 }
                    #expect(keys.count == count, "\(prefix)")
                    #expect(keys.allSatisfy { $0.hasPrefix(prefix) })
                }
            },
            Sentence("a listing goes on after a key that is not there") { store in
                try await fill(store, ["a", "c", "e/f", "g"])
                let after = ["a": "c", "b": "c", "c": "e/f", "d": "e/f", "e": "e/f", "e/f": "g", "e/g": "g", "e0": "g"]
                for (key, next) in after {
                    let page = try await store.list(.all, after: BlobKey(key), limit: 1)
                    #expect(page.entries.map(\.key.text) == [next], "after \(key)")
                    #expect(page.hasMore == (next != "g"))
                }
                #expect(try await store.list(.all, after: BlobKey("g"), limit: 1).entries == [])
            },
            Sentence("an empty store lists nothing") { store in
                let page = try await store.list(.all)
                #expect(page == BlobPage(entries: [], hasMore: false))
            },
            Sentence("a page of none or of more than a thousand is refused") { store in
                for limit in [0, -1, 1001, .max] {
                    await expect(.invalid) { try await store.list(.all, after: nil, limit: limit) }
                }
            },
        ]

    private static let pagesOfMany = [
        Sentence("1,000 keys are listed in pages, each once and in the order of bytes") { store in
            let ends = ["", "-x", ".x", "/x", "=x", "X", "_x", "x", "/x/y", "0"]
            let keys = (0..<100).flatMap { number in ends.map { "many/\(number)\($0)" } }
            let distinct = Set(keys)
            try await fill(store, distinct.sorted())
            let sorted = try distinct.map { try BlobKey($0) }.sorted().map(\.text)
            for limit in [7, 100, 999, 1000] {
                let pages = try await pages(store, "many/", limit: limit)
                #expect(pages.dropLast().allSatisfy { $0.count == limit })
                #expect(pages.flatMap { $0 } == sorted)
            }
            try await store.delete(distinct.map { try BlobKey($0) })
            try await expectOnly([], in: store)
        }
    ]
}
