import Blobs
import HTTP

extension S3Blobs {
    /// What one request copies, at most (S3 API reference, CopyObject).
    static let mostCopied = 5 << 30
    /// What one request copies of what is larger.
    static let copiedPart = 1 << 30

    package func copy(_ key: BlobKey, to other: BlobKey) async throws(BlobError) -> StoredBlob {
        let info = try await stat(key)
        if info.size > Self.mostCopied {
            try await copyInParts(info, to: other)
        } else {
            try await copyAtOnce(info, to: other)
        }
        return StoredBlob(size: info.size, digest: info.digest)
    }

    private func copyAtOnce(_ info: BlobInfo, to other: BlobKey) async throws(BlobError) {
        // What is said anew is what would be copied: with it, S3 copies an object onto itself too.
        var request = putting(.none, other, info.type, info.digest)
        request.say("x-amz-copy-source", source(info.key))
        request.say("x-amz-copy-source-if-match", "\"\(info.tag)\"")
        request.say("x-amz-metadata-directive", "REPLACE")
        request.mayFailLate = true
        do { _ = try await client.document(request) } catch { throw BlobError(error, at: info.key) }
    }

    private func source(_ key: BlobKey) -> String {
        "/\(client.settings.bucket)/" + PercentEncoding.encode(object(key), keepingSlashes: true)
    }

    private func copyInParts(_ info: BlobInfo, to other: BlobKey) async throws(BlobError) {
        let upload = try await begin(other, type: info.type, digest: info.digest)
        do {
            var parts: [BlobPart] = []
            for start in stride(from: 0, to: info.size, by: Self.copiedPart) {
                let range = start..<min(start + Self.copiedPart, info.size)
                parts.append(try await copy(range, of: info, as: parts.count + 1, of: upload))
            }
            try await complete(upload, parts, size: info.size)
        } catch {
            await drop(upload)
            throw error
        }
    }

    /// Makes a part of bytes that the store has (S3 API reference, UploadPartCopy).
    func copy(
        _ range: Range<Int>, of info: BlobInfo, as number: Int, of upload: BlobUpload
    ) async throws(BlobError) -> BlobPart {
        var request = StoreRequest(.put, key: object(upload.key))
        request.ask("partNumber", "\(number)")
        request.ask("uploadId", upload.id)
        request.say("x-amz-copy-source", source(info.key))
        request.say("x-amz-copy-source-range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")
        request.say("x-amz-copy-source-if-match", "\"\(info.tag)\"")
        request.mayFailLate = true
        do throws(S3Failure) {
            let (root, _) = try await client.document(request)
            guard let tag = root.text(of: "ETag").flatMap(ObjectInfo.tag) else {
                throw S3Failure(.answer, "the store's answer to part \(number) lacks its ETag")
            }
            return BlobPart(number: number, size: range.count, digest: Self.noDigest, tag: tag)
        } catch {
            throw BlobError(error, at: info.key)
        }
    }
}
