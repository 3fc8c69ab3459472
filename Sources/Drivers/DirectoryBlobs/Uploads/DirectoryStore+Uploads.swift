import Basics
import Blobs
import Lifecycle
import Sockets

/// An upload is a folder in `+uploads`: its parts, each a file as a blob's is, and `about`, which holds the key and is
/// of the type that the blob is to have.
extension DirectoryStore: BlobUploads {
    package func begin(_ key: BlobKey, type: BlobType) async throws(BlobError) -> BlobUpload {
        let id = "\(Identifier<BlobUpload>())"
        let path = "\(Layout.uploads)/\(id)"
        do throws(SystemError) {
            _ = try await threads.run { [folders] () throws(SystemError) in try folders.make(path) }
        } catch {
            throw BlobError(error, "an upload to \(key) cannot begin")
        }
        let upload = BlobUpload(id: id, key: key, began: .now)
        let about = try await write(
            .bytes(Array(key.text.utf8)), to: Destination(Layout.about, of: upload), type: type, expecting: .nothing)
        return BlobUpload(id: id, key: key, began: about.modified)
    }

    package func put(
        part number: Int, of upload: BlobUpload, _ source: BlobSource, expecting: BlobExpectation
    ) async throws(BlobError) -> BlobPart {
        try BlobPart.check(number: number)
        _ = try await about(upload)
        let stored = try await write(
            source, to: Destination(Layout.name(ofPart: number), of: upload), type: .bytes, expecting: expecting,
            limit: BlobPart.mostSize)
        return BlobPart(number: number, size: stored.size, digest: stored.trailer.digest, tag: stored.trailer.tag)
    }

    @discardableResult
    package func complete(
        _ upload: BlobUpload, _ parts: [BlobPart], size: Int?
    ) async throws(BlobError) -> StoredBlob {
        let type = try await about(upload).trailer.type
        let (parts, total) = try BlobPart.inOrder(parts)
        try BlobExpectation(size: size).check(size: total, digest: nil)
        for part in parts { _ = try await open(part, of: upload) }
        let pieces = PartsReader(parts) { part async throws(BlobError) in
            let (stored, file) = try await open(part, of: upload)
            return FileReader(
                file, 0..<stored.size, digest: stored.trailer.digest, named: "part \(part.number)", on: threads)
        }
        let stored = try await put(
            .pieces(pieces), at: upload.key, type: type, expecting: BlobExpectation(size: total))
        // It is done: what cannot be removed now is swept later.
        try? await abort(upload)
        return stored
    }

    package func abort(_ upload: BlobUpload) async throws(BlobError) {
        guard (try? await about(upload)) != nil || Layout.isUpload(upload.id) else { return }
        try await threads.run { [folders] () throws(BlobError) in
            do throws(SystemError) { try folders.remove(upload: upload.id) } catch {
                throw BlobError(error, "the upload to \(upload.key) cannot be removed")
            }
        }
    }

    /// What an upload is, if it is there and to this key.
    private func about(_ upload: BlobUpload) async throws(BlobError) -> StoredFile {
        if Task.isCancelled { throw BlobError.cancelled }
        let found = try await threads.run { [folders] () throws(BlobError) in try folders.about(upload.id) }
        guard let found, found.key == upload.key else { throw BlobError.noUpload(upload) }
        return found.stored
    }

    /// Opens a part if it is the one that is meant.
    private func open(
        _ part: BlobPart, of upload: BlobUpload
    ) async throws(BlobError) -> (stored: StoredFile, file: File) {
        if Task.isCancelled { throw BlobError.cancelled }
        let name = "part \(part.number) of the upload to \(upload.key)"
        let path = "\(Layout.folder(of: upload))/\(Layout.name(ofPart: part.number))"
        let found = await threads.run { [folders] () -> Result<(stored: StoredFile, file: File), BlobError> in
            do throws(BlobError) {
                return .success(try StoredFile.open(path, beneath: folders.root, named: name))
            } catch {
                return .failure(error)
            }
        }
        if case .failure(let error) = found, error.reason == .notFound {
            _ = try await about(upload)
            throw BlobError(.invalid, "\(name) was never put: put it, or complete without it", cause: error)
        }
        let (stored, file) = try found.get()
        guard stored.trailer.tag == part.tag, stored.size == part.size else {
            throw BlobError(.invalid, "\(name) is another than was named: it has been put anew since")
        }
        return (stored, file)
    }
}

extension BlobError {
    static func noUpload(_ upload: BlobUpload) -> BlobError {
        BlobError(.notFound, "there is no upload \(upload.id.prefix(64)) to \(upload.key): it ended, or never began")
    }
}
