import Blobs
import Crypto
import Lifecycle
import Sockets

/// Blobs in a folder of this machine.
///
/// A blob is one file with a record behind its bytes (`Trailer`). It is written under a name of its own in `+staging`,
/// checked, synced, given its name by one rename, and acknowledged once the folder is synced too: so it survives a loss
/// of power whole or not at all. Several processes may use one folder. Nothing leads out of the folder: the kernel
/// refuses it (openat2(2)).
///
/// Nothing here runs on an event loop: whatever blocks goes to a pool of threads.
package struct DirectoryStore: Sendable {
    let folders: Folders
    let staging: Folder
    let uploads: Folder
    let threads: ThreadPool

    /// Opens a folder, and makes it if it is not there. It blocks: to be called before loops run.
    ///
    /// Sixteen threads keep a disk busy with the syncs of small blobs, which then share the writes of its journal.
    package init(path: String, threads count: Int = 16) throws(BlobError) {
        do {
            folders = Folders(root: Folder(try Self.root(path)))
            staging = try folders.make(Layout.staging)
            uploads = try folders.make(Layout.uploads)
        } catch {
            throw BlobError(error, "the folder of blobs \(path) cannot be used")
        }
        threads = ThreadPool("blobs", threads: count)
    }

    private static func root(_ path: String) throws(SystemError) -> Descriptor {
        do { return try Disk.open(folder: path) } catch {
            guard error == .isMissing else { throw error }
            try Disk.makeFolders(path)
            return try Disk.open(folder: path)
        }
    }
}

extension DirectoryStore: BlobStore {
    @discardableResult
    package func put(
        _ source: BlobSource, at key: BlobKey, type: BlobType, expecting: BlobExpectation
    ) async throws(BlobError) -> StoredBlob {
        let file = try await write(source, to: Destination(key), type: type, expecting: expecting)
        return StoredBlob(size: file.size, digest: file.trailer.digest)
    }

    package func get(_ key: BlobKey, _ range: BlobRange) async throws(BlobError) -> Blob {
        let (stored, file) = try await open(key)
        let part = try range.resolved(size: stored.size)
        let digest = part.count == stored.size ? stored.trailer.digest : nil
        let reader = FileReader(file, part, digest: digest, named: "\(key)", on: threads)
        return Blob(info: stored.info(key), range: part, reader: reader, file: file)
    }

    package func stat(_ key: BlobKey) async throws(BlobError) -> BlobInfo { try await open(key).stored.info(key) }

    private func open(_ key: BlobKey) async throws(BlobError) -> (stored: StoredFile, file: File) {
        if Task.isCancelled { throw BlobError.cancelled }
        do {
            return try await threads.run { [folders] () throws(BlobError) in
                try StoredFile.open(Layout.path(of: key), beneath: folders.root, named: "\(key)")
            }
        } catch {
            throw error.reason == .notFound ? BlobError.notFound(key) : error
        }
    }

    /// The bytes are read, checked and written anew: a second name for one file would have the age of the first.
    @discardableResult
    package func copy(_ key: BlobKey, to other: BlobKey) async throws(BlobError) -> StoredBlob {
        let blob = try await get(key, .whole)
        let expecting = BlobExpectation(size: blob.info.size, digest: blob.info.digest)
        return try await put(.pieces(blob), at: other, type: blob.info.type, expecting: expecting)
    }

    /// There is nobody but the server who could answer: no link.
    package func link(
        _ access: BlobAccess, to key: BlobKey, for duration: Duration
    ) async throws(BlobError) -> BlobLink? {
        try BlobLink.check(duration)
        return nil
    }

    /// Makes a file, as whatever is stored begins.
    package func check() async throws(BlobError) {
        try await threads.run { [self] () throws(BlobError) in
            let file = try stage()
            defer { file.discard() }
            do throws(SystemError) { try file.append([UInt8(ascii: "\n")].span) } catch {
                throw BlobError(error, "a new file cannot be written")
            }
        }
    }
}
