import Glibc

/// A file that is read whole: settings, secrets, what the kernel says under `/proc`.
package enum SmallFile {
    /// The bytes of the file at `path`; refuses a folder, and more than `limit` bytes.
    package static func read(_ path: String, limit: Int = 1 << 20) throws(SmallFileError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SmallFileError(reason: Self.reason(errno)) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe Glibc.read(file, &buffer, buffer.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw SmallFileError(reason: Self.reason(errno))
            }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw SmallFileError(reason: "it is larger than \(limit) bytes") }
        }
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "this user may not read it"
        case EISDIR: "it is a folder"
        default: "the system says error \(code)"
        }
    }
}

/// Why a file could not be read, as the end of a sentence.
package struct SmallFileError: Error, Equatable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
