import Basics
import Blobs
import HTTP

extension S3Blobs {
    package func list(_ prefix: BlobPrefix, after key: BlobKey?, limit: Int) async throws(BlobError) -> BlobPage {
        try BlobPage.check(limit: limit)
        var entries: [BlobEntry] = []
        var last = key.map(object)
        while true {
            let page = try await objects(prefix, after: last, limit: limit - entries.count)
            for object in page.objects {
                // What others have put beside the blobs is none.
                guard let key = self.key(ofObject: object.key) else { continue }
                entries.append(BlobEntry(key: key, size: object.size, modified: object.modified))
            }
            let end = page.objects.last?.key
            guard page.isTruncated, let end, entries.count < limit else {
                return BlobPage(entries: entries, hasMore: page.isTruncated && end != nil)
            }
            last = end
        }
    }

    private func objects(_ prefix: BlobPrefix, after key: String?, limit: Int) async throws(BlobError) -> ObjectPage {
        var request = StoreRequest(.get)
        request.ask("list-type", "2")
        request.ask("encoding-type", "url")
        request.ask("max-keys", "\(limit)")
        request.ask("prefix", client.settings.prefix + prefix.text)
        if let key { request.ask("start-after", key) }
        do { return try ObjectPage(try await client.document(request).root) } catch { throw BlobError(error) }
    }
}

/// A page of objects (S3 API reference, ListObjectsV2).
struct ObjectPage {
    struct Entry {
        let key: String
        let size: Int
        let modified: Instant
    }

    let objects: [Entry]
    let isTruncated: Bool

    init(_ root: XMLElement) throws(S3Failure) {
        guard root.name == "ListBucketResult" else {
            throw S3Failure(.answer, "the store answers <\(root.name)> where a listing was asked for")
        }
        let encoding = ListedText(root)
        var objects: [Entry] = []
        for element in root.all("Contents") {
            guard let key = encoding.text(element["Key"]),
                let size = element.text(of: "Size").flatMap({ Int(asciiDigits: $0.utf8) }),
                let modified = element.text(of: "LastModified").flatMap(TimeText.instant)
            else { throw S3Failure(.answer, "the store lists an object without its key, its size or its time") }
            objects.append(Entry(key: key, size: size, modified: modified))
        }
        self.objects = objects
        isTruncated = root.text(of: "IsTruncated") == "true"
    }
}
