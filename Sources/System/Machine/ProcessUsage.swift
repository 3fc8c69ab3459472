import Glibc

/// What the kernel charges this process.
package struct ProcessUsage: Sendable, Equatable {
    package var cpuSeconds = 0.0
    package var residentBytes = 0
    package var virtualBytes = 0
    package var openDescriptors = 0
    package var maximumDescriptors = 0
    package var threads = 0

    /// Reads it now; what cannot be read stays zero.
    package static func now() -> ProcessUsage {
        var usage = ProcessUsage()
        var time = timespec()
        if unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 {
            usage.cpuSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let pages = contents(of: "/proc/self/statm").split(separator: UInt8(ascii: " ")).prefix(2).map(number)
        if pages.count == 2 {
            let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
            usage.virtualBytes = pages[0] * pageSize
            usage.residentBytes = pages[1] * pageSize
        }
        // Fields of /proc/self/stat after the name, which ends with the last parenthesis: threads are the 18th of them.
        let status = contents(of: "/proc/self/stat")
        if let end = status.lastIndex(of: UInt8(ascii: ")")) {
            let fields = status[(end + 1)...].split(separator: UInt8(ascii: " "))
            if fields.count > 17 { usage.threads = number(fields[17]) }
        }
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            usage.maximumDescriptors = Int(clamping: limit.rlim_cur)
        }
        usage.openDescriptors = openDescriptorCount()
        return usage
    }

    private static func openDescriptorCount() -> Int {
        guard let folder = unsafe opendir("/proc/self/fd") else { return 0 }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        return max(0, count - 3)  // `.`, `..`, and the folder itself
    }

    private static func contents(of path: String) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        return unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            unsafe count = max(0, read(file, buffer.baseAddress, buffer.count))
        }
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int {
        var value = 0
        for digit in digits where digit >= 0x30 && digit <= 0x39 {
            value = value &* 10 &+ Int(digit &- 0x30)
        }
        return value
    }
}
