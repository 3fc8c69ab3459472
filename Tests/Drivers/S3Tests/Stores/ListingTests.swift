import Basics
import Blobs
import Foundation
import Machine
import TestSupport
import Testing

@testable import S3

@Suite("A long listing of a real S3 store", .serialized, .timeLimit(.minutes(20))) struct ListingTests {
    /// rclone looks at all of them for each page.
    static func count(_ store: RealStore) -> Int { Place.isLong ? store == .swift ? 100_000 : 20_000 : 3000 }

    /// Ends of keys that sort otherwise by bytes than by words, by folders, or by what they are encoded as.
    static let ends = ["", "-", "--/x", ".x", "=x", "==", "A", "_", "a", "z/z/z"]

    /// So many keys in the order in which they are made, which is not that of a listing.
    static func keys(_ count: Int) throws -> [BlobKey] {
        try (0..<count).map { number in
            let (base, end) = number.quotientAndRemainder(dividingBy: ends.count)
            return try BlobKey("many/\(base)" + ends[end])
        }
    }

    @Test(arguments: RealStore.allCases)
    func `has each key once, in the order of bytes, page by page, and in bounded memory`(store: RealStore) async throws
    {
        let (blobs, fill) = try await Self.fillable(store), keys = try Self.keys(Self.count(store))
        try await fill(keys.map(blobs.object))
        let expected = keys.sorted()
        var count = 0, last: BlobKey?, before: Int?
        while true {
            let page = try await blobs.list(try BlobPrefix("many/"), after: last, limit: 997)
            #expect(page.entries.map(\.key) == Array(expected[count..<min(count + 997, expected.count)]))
            guard page.entries.count <= 997, let end = page.entries.last else { break }
            count += page.entries.count
            last = end.key
            // What a page takes is there after the first.
            before = before ?? ProcessUsage.now().residentBytes
            guard page.hasMore else { break }
        }
        #expect(count == expected.count)
        // A sanitizer keeps what was freed.
        guard Place.sanitizer(for: []).isEmpty else { return }
        #expect(ProcessUsage.now().residentBytes - (before ?? 0) < 32 << 20)
    }

    @Test func `of the longest keys, all of which have to be encoded, fits into a page`() async throws {
        let (blobs, fill) = try await Self.fillable(.swift)
        let keys = try (0..<1000).map { number in
            let head = "\(1000 + number)", segment = String(repeating: "=", count: 240)
            return try BlobKey("\(head)\(segment.dropFirst(4))/\(segment)/\(segment)/" + String(segment.prefix(45)))
        }
        try await fill(keys.map(blobs.object))
        let page = try await blobs.list(.all)
        #expect(page.entries.map(\.key) == keys && !page.hasMore)
    }

    typealias Fill = @Sendable ([String]) async throws -> Void

    /// A store, and what makes empty objects with these keys by what the server itself keeps its listing with: many
    /// requests would take too long.
    static func fillable(_ store: RealStore) async throws -> (S3Blobs, Fill) {
        switch store {
        case .swift:
            let server = try await S3Servers.swift, blobs = try await store.blobs()
            return (
                blobs,
                { objects in
                    let file = try server.folder.write(objects.joined(separator: "\n"), to: "keys")
                    try await server.script("fill.py", filling, [RealStore.bucket, file])
                }
            )
        case .rclone:
            // One that has looked into no folder yet: it keeps what it has seen.
            let server = try await Rclone(), account = server.account
            let settings = try S3Settings("s3://\(RealStore.bucket)?endpoint=\(account.endpoint)")
            let blobs = S3Blobs(settings, .fixed(AccessKey(id: account.id, secret: .init(account.secret))))
            return (
                blobs,
                { objects in
                    for object in objects { try server.folder.write([], to: "data/\(RealStore.bucket)/\(object)") }
                }
            )
        }
    }

    private static let filling = """
        import glob, sys
        from swift.common.utils import Timestamp
        from swift.container.backend import ContainerBroker

        folder, bucket, keys = sys.argv[1:]
        now = Timestamp.now().internal
        rows = [{"name": key, "created_at": now, "size": 0, "content_type": "application/octet-stream",
                 "etag": "d41d8cd98f00b204e9800998ecf8427e", "deleted": 0, "storage_policy_index": 0}
                for key in open(keys).read().split("\\n")]
        for file in glob.glob(f"{folder}/disks/disk/containers/**/*.db", recursive=True):
            broker = ContainerBroker(file)
            if broker.get_info()["container"] == bucket:
                broker.merge_items(rows)
        """
}
