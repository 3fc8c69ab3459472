import Foundation

/// What the kernel says of this process's memory.
enum ProcessMemory {
    /// The most that it has had, in bytes.
    static func peak() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let line, let kilobytes = Int(line.filter(\.isNumber)) else { throw CocoaError(.fileReadCorruptFile) }
        return kilobytes * 1024
    }
}
