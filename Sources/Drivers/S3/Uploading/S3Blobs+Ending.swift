import Basics
import Blobs
import Crypto
import HTTP

extension S3Blobs {
    @discardableResult
    package func complete(
        _ upload: BlobUpload, _ parts: [BlobPart], size: Int?
    ) async throws(BlobError) -> StoredBlob {
        let (parts, total) = try BlobPart.inOrder(parts)
        try BlobExpectation(size: size).check(size: total, digest: nil)
        do {
            _ = try await client.document(completing(upload, parts))
        } catch  where error.reason == .noSuchUpload && error.wasRepeated {
            // The attempt before this one may have been carried out, and its answer lost.
            let info = try await stat(upload.key)
            guard info.size == total, info.modified >= upload.began else { throw BlobError(error, at: upload.key) }
        } catch {
            throw BlobError(error, at: upload.key)
        }
        return StoredBlob(size: total, digest: nil)
    }

    private func completing(_ upload: BlobUpload, _ parts: [BlobPart]) -> StoreRequest {
        let list = parts.map { part in
            XMLText.element(
                "Part",
                XMLText.element("PartNumber", "\(part.number)")
                    + XMLText.element("ETag", "\"\(XMLText.escape(part.tag))\""))
        }
        let text = XMLText.document("CompleteMultipartUpload", list.joined())
        var request = StoreRequest(.post, key: object(upload.key))
        request.ask("uploadId", upload.id)
        request.say("content-type", "application/xml")
        request.body = .text(text)
        request.mayFailLate = true
        return request
    }

    package func abort(_ upload: BlobUpload) async throws(BlobError) {
        var request = StoreRequest(.delete, key: object(upload.key))
        request.ask("uploadId", upload.id)
        do { _ = try await client.send(request) } catch  where error.reason == .noSuchUpload {
        } catch  where error.reason == .noSuchKey {
        } catch { throw BlobError(error, at: upload.key) }
    }

    package func unfinished(
        _ prefix: BlobPrefix, after upload: BlobUpload?, limit: Int
    ) async throws(BlobError) -> [BlobUpload] {
        try BlobPage.check(limit: limit)
        var found: [BlobUpload] = []
        var marker = upload.map { UploadPage.Marker(key: object($0.key), id: $0.id) }
        repeat {
            let page = try await uploads(prefix, after: marker, limit: limit - found.count)
            for entry in page.uploads {
                guard let key = key(ofObject: entry.key) else { continue }
                found.append(BlobUpload(id: entry.id, key: key, began: entry.began))
            }
            marker = page.next
        } while marker != nil && found.count < limit
        return found
    }

    private func uploads(
        _ prefix: BlobPrefix, after marker: UploadPage.Marker?, limit: Int
    ) async throws(BlobError) -> UploadPage {
        var request = StoreRequest(.get)
        request.ask("uploads")
        request.ask("encoding-type", "url")
        request.ask("max-uploads", "\(limit)")
        request.ask("prefix", client.settings.prefix + prefix.text)
        if let marker {
            request.ask("key-marker", marker.key)
            request.ask("upload-id-marker", marker.id)
        }
        do throws(S3Failure) {
            return try UploadPage(try await client.document(request).root)
        } catch {
            // That is how rclone says that nobody has begun any since it was started.
            guard error.reason == .noSuchUpload else { throw BlobError(error) }
            return UploadPage()
        }
    }

    /// Besides uploads nothing can be left: S3 keeps nothing of a request that was cut off.
    package func sweep(before instant: Instant) async throws(BlobError) -> Int {
        var count = 0
        var last: BlobUpload?
        while true {
            let page = try await unfinished(.all, after: last, limit: BlobPage.mostEntries)
            for upload in page where upload.began < instant {
                try await abort(upload)
                count += 1
            }
            guard let end = page.last, page.count == BlobPage.mostEntries else { return count }
            last = end
        }
    }
}

/// A page of uploads that have begun and not ended (S3 API reference, ListMultipartUploads).
struct UploadPage {
    struct Entry {
        let key: String
        let id: String
        let began: Instant
    }

    struct Marker {
        let key: String
        let id: String
    }

    let uploads: [Entry]
    /// Where the next page begins; `nil` when this is the last.
    let next: Marker?

    /// One of no uploads.
    init() {
        uploads = []
        next = nil
    }

    init(_ root: XMLElement) throws(S3Failure) {
        let encoding = ListedText(root)
        var uploads: [Entry] = []
        for element in root.all("Upload") {
            guard let key = encoding.text(element["Key"]), let id = element.text(of: "UploadId"),
                let began = element.text(of: "Initiated").flatMap(TimeText.instant)
            else { throw S3Failure(.answer, "the store lists an upload without its key, its name or its beginning") }
            uploads.append(Entry(key: key, id: id, began: began))
        }
        self.uploads = uploads
        guard root.text(of: "IsTruncated") == "true" else {
            next = nil
            return
        }
        guard let key = encoding.text(root["NextKeyMarker"]), let id = root.text(of: "NextUploadIdMarker") else {
            throw S3Failure(.answer, "the store has listed some uploads only, and does not say where the others begin")
        }
        next = Marker(key: key, id: id)
    }
}

extension StoreBody {
    /// A small document.
    static func text(_ text: String) -> StoreBody {
        let bytes = Array(text.utf8)
        return .bytes(bytes, SHA256.digest(of: bytes))
    }
}
