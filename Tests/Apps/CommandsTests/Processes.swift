import Foundation
import TestSupport

/// The processes of this machine, as the kernel lists them.
enum Processes {
    struct Entry { let id, parent: Int32; let name: String; let isZombie: Bool }

    static func all() throws -> [Entry] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.compactMap(entry)
    }

    /// proc(5): the name stands in parentheses and may hold any character.
    private static func entry(_ id: Int32) -> Entry? {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 2, let parent = Int32(fields[1]) else { return nil }
        return Entry(
            id: id, parent: parent, name: String(text[text.index(after: open)..<close]), isZombie: fields[0] == "Z")
    }

    static func isRunning(_ id: Int32) -> Bool { entry(id).map { !$0.isZombie } ?? false }

    static func kill(_ id: Int32) { Foundation.kill(id, SIGKILL) }

    /// Waits until a process has all these children: their ids.
    static func children(of parent: Int32, named names: Set<String>) async throws -> [Int32] {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            let children = try all().filter { $0.parent == parent && names.contains($0.name) }
            if children.count == names.count { return children.map(\.id) }
            await Task.yield()
        }
        throw TestFailure("\(parent) never had the children \(names)")
    }

    /// Waits until these processes have ended.
    static func ended(_ ids: [Int32]) async throws {
        let end = ContinuousClock.now + .seconds(40)
        while ContinuousClock.now < end {
            if !ids.contains(where: isRunning) { return }
            await Task.yield()
        }
        throw TestFailure("still running: \(ids.filter(isRunning))")
    }
}
