import CLinux

/// An open folder, beneath which files are opened by names that come from outside.
package final class Directory: Sendable {
    private let descriptor: Descriptor

    package init(path: String) throws(SystemError) {
        descriptor = Descriptor(owning: try SystemError.check(Linux.open(path, O_RDONLY | O_DIRECTORY)))
    }

    /// Opens what `path` names for reading. Refused by the kernel (openat2, `RESOLVE_BENEATH`, `RESOLVE_NO_SYMLINKS`,
    /// `RESOLVE_NO_MAGICLINKS`), and so without a race: every way out of the folder, every symbolic link. Opening does
    /// not wait, not even for a named pipe's other end.
    package func open(_ path: String) throws(SystemError) -> File {
        guard !path.utf8.contains(0) else { throw SystemError(code: Int(EINVAL)) }
        let number = Linux.open(beneath: descriptor.number, path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        return File(Descriptor(owning: try SystemError.check(number)))
    }
}
