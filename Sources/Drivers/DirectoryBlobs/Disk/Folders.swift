import Machine
import Sockets

/// The folders of a root that were used last, kept open.
///
/// A folder that is open here is durable: every name on the way to it has been synced since it was there, by whoever
/// made it or by us. That stays true for as long as it is open, also when another process works on the root: a folder
/// with something in it cannot be removed, and in one that was removed nothing can be put (`ENOENT`), whatever lies at
/// its path by then.
final class Folders: Sendable {
    private struct Kept {
        let folder: Folder
        var used: UInt64
    }

    private struct State {
        var kept: [String: Kept] = [:]
        var uses: UInt64 = 0
    }

    /// Each is a descriptor.
    private static let most = 128

    let root: Folder
    private let state = Lock(State())

    init(root: Folder) { self.root = root }

    /// Opens the folder at a path beneath the root. It is kept if it is known to be durable.
    func open(_ path: String, isDurable: Bool = false) throws(SystemError) -> Folder {
        if path.isEmpty { return root }
        if let folder = kept(path) { return folder }
        let folder = Folder(try Disk.open(folder: path, beneath: root.descriptor))
        return isDurable ? keep(folder, path) : folder
    }

    /// Opens the folder at a path beneath the root, and makes what is missing of it, durably.
    func make(_ path: String) throws(SystemError) -> Folder {
        if path.isEmpty { return root }
        if let folder = kept(path) { return folder }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let parent = try make(slash.map { String(path[..<$0]) } ?? "")
        let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        try Disk.make(folder: name, in: parent.descriptor)
        let folder = Folder(try Disk.open(folder: name, beneath: parent.descriptor))
        // Also when it was there: whoever made it may not have come to this yet.
        try Disk.sync(parent.descriptor)
        return keep(folder, path)
    }

    /// Forgets a folder that turned out to be removed, and those on the way to it.
    func forget(_ path: String) {
        state.withLock { state in
            state.kept = state.kept.filter { !path.hasPrefix($0.key) }
        }
    }

    private func kept(_ path: String) -> Folder? {
        state.withLock { state in
            state.uses &+= 1
            state.kept[path]?.used = state.uses
            return state.kept[path]?.folder
        }
    }

    /// Of two that opened one folder at once both use the first one's, to share its syncs.
    private func keep(_ folder: Folder, _ path: String) -> Folder {
        state.withLock { state in
            if let first = state.kept[path]?.folder { return first }
            if state.kept.count >= Self.most, let oldest = state.kept.min(by: { $0.value.used < $1.value.used })?.key {
                state.kept[oldest] = nil
            }
            state.uses &+= 1
            state.kept[path] = Kept(folder: folder, used: state.uses)
            return folder
        }
    }
}
