import CLinux

/// An open file that several answers may share.
package final class File: Sendable {
    package let descriptor: Descriptor

    /// What is known of a file without reading it; what an entity tag is made of.
    package struct Status: Sendable, Hashable {
        package let size: Int
        /// Nanoseconds since 1970.
        package let modified: Int64
        package let inode: UInt64
        package let device: UInt64
        package let isRegular: Bool
        package let isDirectory: Bool

        init(_ status: lx_status) {
            size = Int(status.size)
            modified = status.modified_ns
            inode = status.inode
            device = status.device
            isRegular = lx_is_regular(status.mode) == 1
            isDirectory = lx_is_directory(status.mode) == 1
        }
    }

    package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// Opens for reading; with `create`, empties or makes the file and opens it for writing.
    package init(path: String, create: Bool = false) throws(SystemError) {
        let flags = create ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY
        descriptor = Descriptor(owning: try SystemError.check(Linux.open(path, flags, mode: 0o644)))
    }

    package func status() throws(SystemError) -> Status { Status(try Linux.status(descriptor.number)) }

    /// 0 for what cannot be told.
    package var size: Int { (try? status().size) ?? 0 }

    package func append(_ bytes: Span<UInt8>) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(written..<bytes.count)
            written += try SystemError.check(Linux.append(descriptor.number, rest))
        }
    }

    /// Reads what is at `offset` into a part of `bytes`; answers how much, 0 at the end of the file.
    package func read(
        at offset: Int, into bytes: inout [UInt8], _ range: Range<Int>
    ) throws(SystemError) -> Int {
        try SystemError.check(Linux.read(descriptor.number, at: offset, into: &bytes, range))
    }
}
