import Blobs
import Crypto
import HTTP
import Sockets

extension S3Blobs {
    /// What is stored with one request, at most. What is larger goes in parts.
    static let mostAtOnce = 64 << 20
    /// How much of a stream is kept in memory, to be sent again if it must be, where it is not cut into parts.
    static let heldSize = 8 << 20

    package func put(
        _ source: BlobSource, at key: BlobKey, type: BlobType, expecting: BlobExpectation
    ) async throws(BlobError) -> StoredBlob {
        let expected = try source.expectation(expecting)
        try Self.check(size: expected.size)
        // A task that is cancelled already would be refused by the client only after the source was touched.
        if Task.isCancelled { throw .cancelled }
        switch source.content {
        case .bytes(let bytes): return try await put(bytes, key, type, expected)
        case .file(let file, let range): return try await put(file, range, key, type, expected)
        case .pieces(_, let open): return try await put(source, open, key, type, expected)
        }
    }

    /// S3 has no larger objects.
    static func check(size: Int?) throws(BlobError) {
        guard let size, size > 5 << 40 else { return }
        throw BlobError(.invalid, "\(size) bytes are too many for one blob: S3 takes 5 TiB")
    }

    // MARK: What can be had again

    private func put(
        _ bytes: [UInt8], _ key: BlobKey, _ type: BlobType, _ expected: BlobExpectation
    ) async throws(BlobError) -> StoredBlob {
        let digest = SHA256.digest(of: bytes)
        try expected.check(size: bytes.count, digest: digest)
        guard bytes.count > Self.mostAtOnce else {
            return try await put(.bytes(bytes, digest), digest, key, type)
        }
        let cut = HeldParts(ofLength: bytes.count)
        var start = 0
        return try await putInParts(key, type, digest, atOnce: cut.atOnce) { () throws(BlobError) in
            guard start < bytes.count else { return nil }
            let part = Array(bytes[start..<min(start + cut.size, bytes.count)])
            start += part.count
            return .bytes(part, client.isSecure ? nil : SHA256.digest(of: part))
        }
    }

    private func put(
        _ file: File, _ range: Range<Int>, _ key: BlobKey, _ type: BlobType, _ expected: BlobExpectation
    ) async throws(BlobError) -> StoredBlob {
        let digest = try await files.digest(file, range)
        try expected.check(size: range.count, digest: digest)
        guard range.count > Self.mostAtOnce else {
            return try await put(.file(file, range, digest), digest, key, type)
        }
        let size = Self.partSize(of: range.count)
        var start = range.lowerBound
        return try await putInParts(key, type, digest, atOnce: 4) { () throws(BlobError) in
            guard start < range.upperBound else { return nil }
            let part = start..<min(start + size, range.upperBound)
            start = part.upperBound
            // Over TLS the whole's digest is enough: the kernel sends what was hashed.
            return .file(file, part, client.isSecure ? nil : try await files.digest(file, part))
        }
    }

    /// Ten thousand parts are the most, and a few hundred requests are enough.
    static func partSize(of size: Int) -> Int {
        let least = (size + BlobPart.mostParts - 1) / BlobPart.mostParts
        let mebibyte = 1 << 20
        return max(mostAtOnce / 4, (least + mebibyte - 1) / mebibyte * mebibyte)
    }

    /// One request whose body is known beforehand.
    func put(
        _ body: StoreBody, _ digest: Digest, _ key: BlobKey, _ type: BlobType
    ) async throws(BlobError) -> StoredBlob {
        let request = putting(body, key, type, digest)
        do { _ = try await client.send(request) } catch { throw BlobError(error, at: key) }
        return StoredBlob(size: body.length, digest: digest)
    }

    func putting(_ body: StoreBody, _ key: BlobKey, _ type: BlobType, _ digest: Digest?) -> StoreRequest {
        var request = StoreRequest(.put, key: object(key))
        request.say("content-type", type.text)
        if let digest { request.say(ObjectInfo.digestField, "\(digest)") }
        request.body = body
        return request
    }
}
