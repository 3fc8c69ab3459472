import Basics
import Blobs
import Crypto
import HTTP

extension S3Blobs: BlobUploads {
    package func begin(_ key: BlobKey, type: BlobType) async throws(BlobError) -> BlobUpload {
        try await begin(key, type: type, digest: nil)
    }

    func begin(_ key: BlobKey, type: BlobType, digest: Digest?) async throws(BlobError) -> BlobUpload {
        var request = putting(.none, key, type, digest)
        request.method = .post
        request.ask("uploads")
        do throws(S3Failure) {
            let (root, headers) = try await client.document(request)
            guard let id = root.text(of: "UploadId"), Self.isUploadID(id) else {
                throw S3Failure(.answer, "the store has begun an upload without telling its name")
            }
            let date = headers["date"].flatMap { HTTPDate.seconds($0.utf8.span) }
            let began = date.map { Instant(milliseconds: Int64($0) * 1000) } ?? client.clock.now
            return BlobUpload(id: id, key: key, began: began)
        } catch {
            throw BlobError(error, at: key)
        }
    }

    private static func isUploadID(_ id: String) -> Bool {
        (1...1024).contains(id.utf8.count) && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    package func put(
        part number: Int, of upload: BlobUpload, _ source: BlobSource, expecting: BlobExpectation
    ) async throws(BlobError) -> BlobPart {
        try BlobPart.check(number: number)
        let expected = try source.expectation(expecting)
        if let size = expected.size, size > BlobPart.mostSize {
            throw BlobError(.invalid, "a part has at most \(BlobPart.mostSize) bytes, not \(size)")
        }
        switch source.content {
        case .bytes(let bytes):
            let digest = SHA256.digest(of: bytes)
            try expected.check(size: bytes.count, digest: digest)
            return try await store(number, of: upload, .bytes(bytes, digest))
        case .file(let file, let range):
            let digest = try await files.digest(file, range)
            try expected.check(size: range.count, digest: digest)
            return try await store(number, of: upload, .file(file, range, digest))
        case .pieces(_, let open):
            return try await put(number, upload, source, open, expected)
        }
    }

    /// What is kept in memory of a part that does not tell its size.
    private static let mostHeld = 16 << 20

    private func put(
        _ number: Int, _ upload: BlobUpload, _ source: BlobSource, _ open: @escaping @Sendable () -> BlobSource.Next,
        _ expected: BlobExpectation
    ) async throws(BlobError) -> BlobPart {
        if let size = expected.size, size > Self.heldSize {
            let run = SourceRun(source, length: size, expecting: expected)
            do {
                let part = try await store(number, of: upload, run.body(open)) { run.isFresh }
                return part.with(digest: run.digest)
            } catch {
                throw run.failure ?? error
            }
        }
        let cutter = PartCutter(open(), size: Self.mostHeld, hashesParts: false, expecting: expected)
        let bytes = try await cutter.part().bytes
        guard cutter.hasEnded else {
            throw BlobError(
                .invalid, "a part of more than \(Self.mostHeld) bytes needs its size announced: S3 asks for it first")
        }
        return try await store(number, of: upload, .bytes(bytes, try cutter.digest()))
    }
}

extension BlobPart {
    fileprivate func with(digest: Digest?) -> BlobPart {
        BlobPart(number: number, size: size, digest: digest ?? self.digest, tag: tag)
    }
}
