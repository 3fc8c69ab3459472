import Glibc

/// An open file whose bytes can be locked, each by at most one holder of all processes.
///
/// A lock belongs to the open file and not to the process (`F_OFD_SETLK`, fcntl(2)), so that two holders in one process
/// exclude each other as well. It ends with the file's last reference, or with its process, however that ends. The
/// bytes need not be there.
package final class LockFile: Sendable {
    private let file: Int32
    private let path: String
    private let device: UInt
    private let inode: UInt

    /// Opens it, and makes it for this user alone when it is missing.
    package init(path: String) throws(FileLockError) {
        file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw FileLockError(code: errno) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else {
            let code = errno
            close(file)
            throw FileLockError(code: code)
        }
        self.path = path
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }

    deinit { close(file) }

    /// Takes the lock on a byte; false when somebody else has it.
    package func lock(_ byte: Int64) throws(FileLockError) -> Bool {
        var lock = Self.range(of: byte, F_WRLCK)
        if unsafe fcntl(file, Self.setLock, &lock) == 0 { return true }
        let code = errno
        guard code == EAGAIN || code == EACCES else { throw FileLockError(code: code) }
        return false
    }

    package func unlock(_ byte: Int64) {
        var lock = Self.range(of: byte, F_UNLCK)
        _ = unsafe fcntl(file, Self.setLock, &lock)
    }

    /// Whether somebody else has the lock on a byte.
    package func isTaken(_ byte: Int64) -> Bool {
        var lock = Self.range(of: byte, F_WRLCK)
        return unsafe fcntl(file, Self.getLock, &lock) == 0 && Int32(lock.l_type) != F_UNLCK
    }

    /// Whether the file is still the one that others look at: a file that was removed locks nobody out.
    package var isInPlace: Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return false }
        return UInt(status.st_dev) == device && UInt(status.st_ino) == inode
    }

    private static func range(of byte: Int64, _ type: Int32) -> flock {
        var lock = flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = Int(byte)
        lock.l_len = 1
        return lock
    }

    /// `F_OFD_GETLK` and `F_OFD_SETLK`, which Glibc's module does not name.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37
}

/// Why a file could not be locked.
package struct FileLockError: Error, Equatable, CustomStringConvertible {
    package let code: Int32

    package var description: String { unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)" }
}
