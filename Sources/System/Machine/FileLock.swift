/// A lock on one byte of a file, which at most one holder of all processes has. It ends with its last reference, or
/// with its process, however that ends.
package final class FileLock: Sendable {
    private let file: LockFile

    /// Takes the lock if it is free; nil when somebody else has it. Makes the file, for this user alone, when it is
    /// missing.
    package init?(path: String, byte: Int64) throws(FileLockError) {
        file = try LockFile(path: path)
        guard try file.lock(byte) else { return nil }
    }

    /// Whether the file is still the one that others look at: a file that was removed locks nobody out.
    package var isInPlace: Bool { file.isInPlace }
}
