import Crypto
import Database
import Machine

/// A named lock that at most one caller of all processes on this machine holds.
///
/// It is a lock on one byte of a file beside the database; which byte, the name's digest says. The kernel gives it back
/// when its process ends, however it ends.
final class AdvisoryLock: SQLLock {
    private let lock: Lock<FileLock?>

    private init(_ file: FileLock) { lock = Lock(file) }

    static func take(_ name: String, beside file: DatabaseFile) throws(DatabaseError) -> AdvisoryLock? {
        try take(byte: byte(of: name), beside: file).map { AdvisoryLock($0) }
    }

    static func take(byte: Int64, beside file: DatabaseFile) throws(DatabaseError) -> FileLock? {
        do { return try FileLock(path: file.locks, byte: byte) } catch { throw unavailable(file, error) }
    }

    /// The file that all such locks are taken in.
    static func file(beside file: DatabaseFile) throws(DatabaseError) -> LockFile {
        do { return try LockFile(path: file.locks) } catch { throw unavailable(file, error) }
    }

    private static func unavailable(_ file: DatabaseFile, _ error: FileLockError) -> DatabaseError {
        DatabaseError(.unavailable, "\(file.locks) cannot be locked (\(error)): this user must be able to write it.")
    }

    /// Two to the 62 places; the first 256 are for this driver's own locks.
    private static func byte(of name: String) -> Int64 {
        let digest = SHA256.digest(of: Array(name.utf8)).description
        return 256 + Int64(UInt64(digest.prefix(16), radix: 16).map { $0 >> 2 } ?? 0)
    }

    func isHeld() async -> Bool { lock.withLock { $0?.isInPlace ?? false } }

    func release() async { lock.withLock { $0 = nil } }
}
