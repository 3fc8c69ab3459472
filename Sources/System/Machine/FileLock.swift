import Glibc

/// A lock on one byte of a file, which at most one holder of all processes has. It ends with its last reference, or
/// with its process, however that ends.
///
/// It belongs to the open file and not to the process (`F_OFD_SETLK`, fcntl(2)), so that two holders in one process
/// exclude each other as well. The byte need not be there.
package final class FileLock: Sendable {
    private let file: Int32
    private let device: UInt
    private let inode: UInt
    private let path: String

    /// Takes the lock if it is free; nil when somebody else has it. Makes the file, for this user alone, when it is
    /// missing.
    package init?(path: String, byte: Int64) throws(FileLockError) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw FileLockError(code: errno) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = Int(byte)
        lock.l_len = 1
        var status = stat()
        let code = unsafe fcntl(file, Self.setLock, &lock) == 0 && fstat(file, &status) == 0 ? 0 : errno
        guard code == 0 else {
            close(file)
            if code == EAGAIN || code == EACCES { return nil }
            throw FileLockError(code: code)
        }
        self.file = file
        self.path = path
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }

    deinit { close(file) }

    /// `F_OFD_SETLK`, which Glibc's module does not name.
    private static let setLock: Int32 = 37

    /// Whether the file is still the one that others look at: a file that was removed locks nobody out.
    package var isInPlace: Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return false }
        return UInt(status.st_dev) == device && UInt(status.st_ino) == inode
    }
}

/// Why a file could not be locked.
package struct FileLockError: Error, Equatable, CustomStringConvertible {
    package let code: Int32

    package var description: String { unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)" }
}
