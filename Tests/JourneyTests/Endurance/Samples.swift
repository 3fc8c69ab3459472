import Foundation
import TestSupport

/// What a program held, second by second.
struct Samples: Sendable, CustomStringConvertible {
    let name: String
    /// Bytes that are really there.
    private(set) var memory: [Int] = []
    private(set) var descriptors: [Int] = []

    init(of name: String) { self.name = name }

    mutating func add(_ program: Program) throws {
        memory.append(try program.memory())
        descriptors.append(try program.descriptorsBesidesDatabase())
    }

    /// How much more there is in the end than there was in the beginning: by the medians of the last and the first
    /// third of what follows the warm-up, which is a quarter of the time.
    static func growth(_ values: [Int]) -> Int {
        let settled = values.dropFirst(values.count / 4)
        let third = max(1, settled.count / 3)
        return median(settled.suffix(third)) - median(settled.prefix(third))
    }

    private static func median(_ values: ArraySlice<Int>) -> Int {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    /// Twenty of the samples, evenly spread.
    var description: String {
        func few(_ values: [Int]) -> [Int] {
            stride(from: 0, to: values.count, by: max(1, values.count / 20)).map { values[$0] }
        }
        return "\(name): KiB \(few(memory).map { $0 / 1024 }), descriptors \(few(descriptors)),"
            + " grown by \(Self.growth(memory) / 1024) KiB and \(Self.growth(descriptors))"
    }
}

extension Program {
    /// How many files it has open.
    func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }

    /// The same, besides those of the embedded database: its readers open them when they are first needed, up to a
    /// bound, and keep them.
    func descriptorsBesidesDatabase() throws -> Int {
        let folder = "/proc/\(pid)/fd", files = FileManager.default
        return try files.contentsOfDirectory(atPath: folder).count { name in
            // One that was closed since leads nowhere.
            let target = (try? files.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) ?? ""
            return !target.hasSuffix("/apus.db") && !target.hasSuffix("/apus.db-wal")
        }
    }
}
