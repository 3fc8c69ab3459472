import Basics
import Database
import Glibc
import Machine

/// The file of a database, and those beside it.
struct DatabaseFile: Sendable, Equatable {
    /// Absolute.
    let path: String

    /// Where locks of this driver lie, each a byte: beside the database, so that all who use it find them.
    var locks: String { path + "-locks" }

    init(path: String) { self.path = path.hasPrefix("/") ? path : Self.workingFolder + "/" + path }

    /// Makes the folders and the file that are missing, for this user alone. The library gives the files that it makes
    /// beside it the same mode.
    func prepare() throws(DatabaseError) {
        try makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw problem("The database's file cannot be opened for writing") }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw problem("The database's file cannot be looked at") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw DatabaseError(.refused, "\(path) is no file: name a file, or a new name in a folder.")
        }
        // What others may read they could copy, tokens and all.
        if status.st_mode & 0o077 != 0, status.st_uid == geteuid() { fchmod(file, status.st_mode & 0o700) }
        if status.st_size == 0 { try keepName() }
    }

    var size: Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Which file the path leads to now; nil when it leads nowhere.
    var identity: [UInt64]? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
    }

    /// Removes it and what lies beside it, and its folder, which was made for it alone.
    func removeFolder() {
        for end in ["", "-wal", "-shm", "-locks"] { unsafe unlink(path + end) }
        if let slash = path.lastIndex(of: "/") { unsafe rmdir(String(path[..<slash])) }
    }

    private func makeFolder(_ folder: String) throws(DatabaseError) {
        var status = stat()
        guard !folder.isEmpty, unsafe stat(folder, &status) != 0 else { return }
        try makeFolder(String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]))
        guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw problem("The folder \(folder) cannot be made")
        }
    }

    /// Has the name of a new file, and those of the folders on the way to it, survive a loss of power: nothing is
    /// acknowledged before. The library does so for its own files alone.
    private func keepName() throws(DatabaseError) {
        var folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        while true {
            let descriptor = unsafe open(folder.isEmpty ? "/" : String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            // What this user may not open it has not made anything in.
            guard descriptor >= 0 || errno == EACCES else { throw problem("The folder \(folder) cannot be opened") }
            if descriptor >= 0 {
                defer { close(descriptor) }
                // Some file systems have nothing to do here, and say EINVAL.
                guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
                    throw problem("The folder \(folder) cannot be written to the disk")
                }
            }
            guard let slash = folder.lastIndex(of: "/") else { return }
            folder = folder[..<slash]
        }
    }

    private func problem(_ what: String) -> DatabaseError {
        let code = errno
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        switch code {
        case ENOSPC, EDQUOT: return DatabaseError(.full, "\(what) (\(reason)): make room where \(path) lies.")
        case EIO:
            return DatabaseError(
                .unavailable, "\(what) (\(reason)), \(path): look in the kernel's log for errors of the disk.")
        default:
            return DatabaseError(
                [EACCES, EROFS, EPERM].contains(code) ? .refused : .unavailable,
                "\(what) (\(reason)): \(path) must lie in a folder that this user may write.")
        }
    }

    private static var workingFolder: String {
        guard let text = unsafe getcwd(nil, 0) else { return "" }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
