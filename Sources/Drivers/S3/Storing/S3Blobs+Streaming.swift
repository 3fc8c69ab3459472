import Blobs
import Crypto
import HTTP

extension S3Blobs {
    /// Stores pieces as they come. What fits into memory is kept there until it is stored; what is announced as not too
    /// large is sent as it comes; all else goes in parts, each of which is kept until it is stored.
    func put(
        _ source: BlobSource, _ open: @escaping @Sendable () -> BlobSource.Next, _ key: BlobKey, _ type: BlobType,
        _ expected: BlobExpectation
    ) async throws(BlobError) -> StoredBlob {
        let known = try await knownDigest(source, open, expected)
        let expected = BlobExpectation(size: expected.size, digest: known)
        if let size = expected.size, size > Self.heldSize, size <= Self.mostAtOnce {
            return try await stream(source, open, size, key, type, expected)
        }
        try HeldParts.check(expected.size)
        let cut = HeldParts(ofLength: expected.size)
        let cutter = PartCutter(open(), size: cut.size, hashesParts: !client.isSecure, expecting: expected)
        let first = try await cutter.part()
        guard !cutter.hasEnded else {
            let digest = try cutter.digest()
            return try await put(.bytes(first.bytes, digest), digest, key, type)
        }
        var begun: (bytes: [UInt8], digest: Digest?)? = first
        let stored = try await putInParts(key, type, known, atOnce: cut.atOnce) { () throws(BlobError) in
            if let first = begun.take() { return .bytes(first.bytes, first.digest) }
            guard !cutter.hasEnded else {
                _ = try cutter.digest()
                return nil
            }
            let part = try await cutter.part()
            return .bytes(part.bytes, part.digest)
        }
        return StoredBlob(size: stored.size, digest: try cutter.digest())
    }

    /// The digest of pieces that can be had twice is found out before they are stored, to be recorded with them.
    private func knownDigest(
        _ source: BlobSource, _ open: @escaping @Sendable () -> BlobSource.Next, _ expected: BlobExpectation
    ) async throws(BlobError) -> Digest? {
        guard expected.digest == nil, source.isRepeatable, expected.size ?? .max > Self.heldSize else {
            return expected.digest
        }
        let reading = PartCutter(open(), size: 1 << 20, hashesParts: false, expecting: expected)
        while !reading.hasEnded { _ = try await reading.part() }
        return try reading.digest()
    }

    /// One request whose body is sent as it comes. Once some of it came that cannot come again, so does a failure.
    private func stream(
        _ source: BlobSource, _ open: @escaping @Sendable () -> BlobSource.Next, _ size: Int, _ key: BlobKey,
        _ type: BlobType, _ expected: BlobExpectation
    ) async throws(BlobError) -> StoredBlob {
        let run = SourceRun(source, length: size, expecting: expected)
        var request = putting(run.body(open), key, type, expected.digest)
        request.isRepeatable = { run.isFresh }
        do { _ = try await client.send(request) } catch { throw run.failure ?? BlobError(error, at: key) }
        return StoredBlob(size: size, digest: run.digest)
    }
}
