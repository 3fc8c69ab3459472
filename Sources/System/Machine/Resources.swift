import CLinux
import Glibc

/// What the machine still has to give to this process.
package enum Resources {
    /// How many files and connections it may have open.
    package static var openFileLimit: UInt64 { lx_open_file_limit() }

    /// The bytes that this user may still write in a folder; nothing when it cannot be asked.
    package static func freeBytes(in folder: String) -> Int? {
        let bytes = unsafe lx_free_bytes(folder)
        return bytes >= 0 ? Int(bytes) : nil
    }

    /// Whether this user may make files in a folder.
    package static func isWritable(folder: String) -> Bool { unsafe access(folder, W_OK | X_OK) == 0 }

    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
