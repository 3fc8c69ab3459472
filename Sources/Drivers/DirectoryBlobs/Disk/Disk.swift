// The door to the file system: every pointer that this driver hands to the kernel is made here.
private import CLinux
import Sockets

/// The calls of the file system that this driver makes. Names are one segment, below an open folder; paths are opened
/// by the kernel beneath their folder, never upwards and never through a symbolic link (openat2(2)).
enum Disk {
    enum Renaming { case whatever, onlyNew, exchanging }

    /// What opens a folder, whatever path an operator gave it.
    static func open(folder path: String) throws(SystemError) -> Descriptor {
        Descriptor(owning: try check { unsafe lx_open(path, O_RDONLY | O_DIRECTORY, 0) })
    }

    static func open(folder path: String, beneath folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        let number = folder.number
        return Descriptor(owning: try check { unsafe lx_open_beneath(number, path, O_RDONLY | O_DIRECTORY) })
    }

    /// Opens a file for reading; it does not wait, not even for a named pipe's other end.
    static func open(_ path: String, beneath folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        let number = folder.number
        return Descriptor(owning: try check { unsafe lx_open_beneath(number, path, O_RDONLY | O_NONBLOCK | O_NOCTTY) })
    }

    /// Makes a file that was not there, for writing.
    static func create(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        let number = folder.number
        return Descriptor(
            owning: try check { unsafe lx_create_beneath(number, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o640) })
    }

    /// Makes a folder; answers whether it was not there before.
    @discardableResult
    static func make(folder name: String, in folder: borrowing Descriptor) throws(SystemError) -> Bool {
        let number = folder.number
        do {
            try check { unsafe lx_make_folder(number, name, 0o750) }
            return true
        } catch {
            guard error == .exists else { throw error }
            return false
        }
    }

    /// Makes a folder and those above it, durably, at a path that an operator gave.
    static func makeFolders(_ path: String) throws(SystemError) {
        var above = path.hasPrefix("/") ? "/" : "."
        for part in path.split(separator: "/") {
            let folder = try open(folder: above)
            if try make(folder: String(part), in: folder) { try sync(folder) }
            above += "/\(part)"
        }
    }

    static func remove(_ name: String, in folder: borrowing Descriptor, isFolder: Bool = false) throws(SystemError) {
        let number = folder.number
        try check { unsafe lx_remove(number, name, isFolder ? 1 : 0) }
    }

    static func rename(
        _ name: String, in folder: borrowing Descriptor, to other: String, in target: borrowing Descriptor,
        _ renaming: Renaming
    ) throws(SystemError) {
        let (from, to) = (folder.number, target.number)
        let how =
            switch renaming {
            case .whatever: UInt32(0)
            case .onlyNew: lx_no_replace
            case .exchanging: lx_exchange
            }
        try check { unsafe lx_rename(from, name, to, other, how) }
    }

    // MARK: Bytes

    static func write(_ bytes: Span<UInt8>, to file: borrowing Descriptor) throws(SystemError) {
        let number = file.number
        var done = 0
        while done < bytes.count {
            let rest = bytes.extracting(done..<bytes.count)
            done += try check { unsafe rest.withUnsafeBytes { unsafe lx_append(number, $0.baseAddress, $0.count) } }
        }
    }

    /// Waits until all that was written to a file, or the names in a folder, will survive a loss of power. When it
    /// fails nothing is known of what was written, and it must not be tried again: the kernel would answer success.
    static func sync(_ file: borrowing Descriptor) throws(SystemError) {
        let number = file.number
        try check { lx_sync(number) }
    }

    /// Lets the disk begin with a part of what was written. It is a hint: what fails is told by `sync`.
    static func beginWriting(_ range: Range<Int>, of file: borrowing Descriptor) {
        _ = lx_begin_writing(file.number, Int64(range.lowerBound), Int64(range.count))
    }

    // MARK: Telling

    struct Status {
        let size: Int
        /// Milliseconds since 1970.
        let modified: Int64
        let isRegular: Bool
        let isFolder: Bool
        let identity: Identity
    }

    /// Which file it is, whatever its name.
    struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64
    }

    static func status(of file: borrowing Descriptor) throws(SystemError) -> Status {
        var status = lx_status()
        let number = file.number
        try check { unsafe lx_fstat(number, &status) }
        return Status(status)
    }

    static func status(of name: String, in folder: borrowing Descriptor) throws(SystemError) -> Status {
        var status = lx_status()
        let number = folder.number
        try check { unsafe lx_stat_in(number, name, &status) }
        return Status(status)
    }

    /// Hands every name in a folder to `body`, in no order.
    static func names(in folder: borrowing Descriptor, _ body: (String) -> Void) throws(SystemError) {
        let number = folder.number
        try check { lx_rewind(number) }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try check {
                unsafe buffer.withUnsafeMutableBytes { buffer in
                    guard let base = buffer.baseAddress else { return 0 }
                    return unsafe lx_entries(number, base, buffer.count)
                }
            }
            guard count > 0 else { return }
            DirectoryEntries.read(buffer.span.extracting(0..<count), body)
        }
    }

    @discardableResult
    private static func check(_ call: () -> Int) throws(SystemError) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard result == -Int(EINTR) else { throw SystemError(code: -result) }
        }
    }
}

extension Disk.Status {
    fileprivate init(_ status: lx_status) {
        size = Int(status.size)
        modified = status.modified_ns / 1_000_000
        isRegular = lx_is_regular(status.mode) == 1
        isFolder = lx_is_directory(status.mode) == 1
        identity = Disk.Identity(device: status.device, inode: status.inode)
    }
}

extension SystemError {
    static let exists = SystemError(code: Int(EEXIST))
    static let isMissing = SystemError(code: Int(ENOENT))
    static let isNotEmpty = SystemError(code: Int(ENOTEMPTY))
    static let isNotSupported = SystemError(code: Int(EINVAL))

    /// What it means for whoever stores blobs.
    var meaning: SystemErrorMeaning {
        switch Int32(truncatingIfNeeded: code) {
        case ENOENT: .missing
        case ENOSPC, EDQUOT, EFBIG: .noRoom
        case EACCES, EPERM, EROFS: .forbidden
        case ELOOP, ENOTDIR, EISDIR, EXDEV: .misplaced
        case ENOSYS: .unknownCall
        default: .trouble
        }
    }
}

/// The kinds of failures that are told apart.
enum SystemErrorMeaning { case missing, noRoom, forbidden, misplaced, unknownCall, trouble }
