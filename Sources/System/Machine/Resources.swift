import CLinux
import Glibc

/// What the machine still has to give to this process.
package enum Resources {
    /// How many files and connections it may have open.
    package static var openFileLimit: UInt64 { lx_open_file_limit() }

    /// Takes as many open files as the system lets this process have; answers how many it may have open now.
    package static func raiseOpenFileLimit() -> UInt64 {
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(files, &limit) == 0 else { return openFileLimit }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(files, &limit)
        return openFileLimit
    }

    /// The bytes that this user may still write in a folder; nothing when it cannot be asked.
    package static func freeBytes(in folder: String) -> Int? {
        let bytes = unsafe lx_free_bytes(folder)
        return bytes >= 0 ? Int(bytes) : nil
    }

    /// Whether this user may make files in a folder.
    package static func isWritable(folder: String) -> Bool { unsafe access(folder, W_OK | X_OK) == 0 }

    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
