import Glibc

/// The process that this code runs in.
package enum ThisProcess {
    package static var id: Int32 { getpid() }

    /// Ends the process after what was registered for its end has run.
    package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

    /// Ends the process at once: nothing is flushed or closed.
    package static func exitNow(_ code: Int32) -> Never { _exit(code) }

    /// The file of the program, with no symbolic link in its path.
    package static var executable: String? {
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return nil }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// The environment as it was handed over; a later entry of the same name is ignored, as by `getenv`.
    package static var environment: [String: String] {
        var result: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let line = unsafe String(cString: text)
            if let equals = line.firstIndex(of: "="), equals != line.startIndex {
                let name = String(line[..<equals])
                if result[name] == nil { result[name] = String(line[line.index(after: equals)...]) }
            }
            unsafe entry += 1
        }
        return result
    }

    /// How many threads of this process have this name, as the kernel lists them under `/proc`.
    package static func threads(named name: String) -> Int {
        guard let folder = unsafe opendir("/proc/self/task") else { return 0 }
        defer { unsafe closedir(folder) }
        var count = 0
        while let entry = unsafe readdir(folder) {
            let id = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let text = (try? SmallFile.read("/proc/self/task/\(id)/comm")) ?? []
            if text.dropLast().elementsEqual(name.utf8) { count += 1 }
        }
        return count
    }
}
