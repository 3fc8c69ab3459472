import Foundation

/// What this process, and the programs that it has started and seen end, have used of the processors.
struct ProcessTime {
    /// Microseconds, in steps of 10 ms.
    let own: Double
    let children: Double

    static func now() throws -> ProcessTime {
        let line = try String(contentsOfFile: "/proc/self/stat", encoding: .utf8)
        let fields = line.drop { $0 != ")" }.split(separator: " ").map { (Double($0) ?? 0) * 10_000 }
        guard fields.count > 15 else { throw CocoaError(.fileReadCorruptFile) }
        return ProcessTime(own: fields[12] + fields[13], children: fields[14] + fields[15])
    }
}
