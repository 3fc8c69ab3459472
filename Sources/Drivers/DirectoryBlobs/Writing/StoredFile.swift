import Basics
import Blobs
import Sockets

/// What is known of a file with a trailer.
struct StoredFile {
    /// Without the trailer.
    let size: Int
    let trailer: Trailer
    let modified: Instant
    let identity: Disk.Identity

    init(_ status: Disk.Status, _ trailer: Trailer) {
        size = status.size - Trailer.size
        modified = Instant(milliseconds: status.modified)
        identity = status.identity
        self.trailer = trailer
    }

    /// Opens a file beneath a folder and reads what it is. `name` is what it is called in failures.
    static func open(
        _ path: String, beneath folder: Folder, named name: String
    ) throws(BlobError) -> (stored: StoredFile, file: File) {
        let file: File, status: Disk.Status
        do {
            file = File(try Disk.open(path, beneath: folder.descriptor))
            status = try Disk.status(of: file.descriptor)
        } catch {
            throw BlobError(error, "\(name) cannot be opened")
        }
        guard status.isRegular, status.size >= Trailer.size else { throw BlobError.hasNoTrailer(name) }
        var bytes = [UInt8](repeating: 0, count: Trailer.size)
        do {
            let count = try file.read(at: status.size - Trailer.size, into: &bytes, 0..<Trailer.size)
            guard count == Trailer.size, let trailer = Trailer(bytes) else { throw BlobError.hasNoTrailer(name) }
            return (StoredFile(status, trailer), file)
        } catch let error as SystemError {
            throw BlobError(error, "\(name) cannot be read")
        } catch {
            throw error as? BlobError ?? BlobError.hasNoTrailer(name)
        }
    }

    func info(_ key: BlobKey) -> BlobInfo {
        BlobInfo(
            key: key, size: size, digest: trailer.digest, type: trailer.type, modified: modified, tag: trailer.tag)
    }
}

extension BlobError {
    /// What a failed call of the system means. `what` says what could not be done.
    init(_ error: SystemError, _ what: String) {
        let (reason, advice): (Reason, String) =
            switch error.meaning {
            case .missing: (.notFound, "it is not there")
            case .noRoom: (.full, "there is no room left on the disk")
            case .forbidden: (.unauthorized, "this user may not do that in the folder of blobs")
            case .misplaced: (.damaged, "a link or something else of no use lies in its place")
            case .unknownCall: (.unavailable, "the kernel is too old: Linux 5.6 or later is needed")
            case .trouble: (.unavailable, "the file system failed")
            }
        self.init(reason, "\(what): \(advice) (\(error))", cause: error)
    }

    static func hasNoTrailer(_ name: String) -> BlobError {
        BlobError(.damaged, "\(name) is damaged: the record at its end is missing or was changed")
    }
}
