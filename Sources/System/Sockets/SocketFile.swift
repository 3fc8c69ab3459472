import CLinux

/// A socket that listens, and where.
struct BoundSocket: ~Copyable {
    let descriptor: Descriptor
    let address: Address
    let file: SocketFile?
    /// Whether it was made by another process, which may serve it again.
    var isHandedOver = false
}

/// The file of a Unix socket that this process made, recognized again by device and inode.
struct SocketFile: Sendable {
    let path: String
    let device: UInt64
    let inode: UInt64

    /// Removes the file unless somebody has put another one in its place.
    func remove() {
        guard let now = try? Linux.status(path, followingLinks: false) else { return }
        if now.device == device, now.inode == inode { _ = Linux.unlink(path) }
    }

    /// Binds and listens under a lock on the folder: between `bind` and `listen` a socket refuses connections just as a
    /// dead process's does, and a second process starting then would remove it.
    static func bind(_ path: String, backlog: Int32, mode: UInt32) throws(SystemError) -> BoundSocket {
        let folder = Descriptor(
            owning: try SystemError.check(Linux.open(folder(of: path), O_RDONLY | O_DIRECTORY)))
        try SystemError.check(lx_flock(folder.number))
        let descriptor = Descriptor(owning: try SystemError.check(lx_socket(AF_UNIX)))
        var result = Linux.bind(descriptor.number, .unix(path))
        if result == -Int(EADDRINUSE), isStale(path) {
            _ = Linux.unlink(path)
            result = Linux.bind(descriptor.number, .unix(path))
        }
        try SystemError.check(result)
        try SystemError.check(Linux.chmod(path, mode))
        let status = try Linux.status(path, followingLinks: false)
        try SystemError.check(lx_listen(descriptor.number, backlog))
        let file = SocketFile(path: path, device: status.device, inode: status.inode)
        return BoundSocket(descriptor: descriptor, address: .unix(path), file: file)
    }

    /// A socket at which nobody answers. Any other file is not ours to remove.
    private static func isStale(_ path: String) -> Bool {
        guard let status = try? Linux.status(path, followingLinks: false), lx_is_socket(status.mode) == 1 else {
            return false
        }
        guard let probe = try? SystemError.check(lx_socket(AF_UNIX)) else { return false }
        let descriptor = Descriptor(owning: probe)
        return Linux.connect(descriptor.number, .unix(path)) == -Int(ECONNREFUSED)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
