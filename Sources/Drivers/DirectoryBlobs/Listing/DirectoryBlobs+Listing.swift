import Basics
import Blobs
import Lifecycle
import Sockets

extension DirectoryBlobs {
    package func list(
        _ prefix: BlobPrefix, after key: BlobKey?, limit: Int
    ) async throws(BlobError) -> BlobPage {
        try BlobPage.check(limit: limit)
        if Task.isCancelled { throw BlobError.cancelled }
        return try await threads.run { [folders] () throws(BlobError) in
            var walk = Walk(prefix: prefix.text, after: key?.text ?? "", limit: limit)
            let path = prefix.text.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(prefix.text[..<$0]) } ?? ""
            do throws(SystemError) {
                guard let folder = try folders.openIfThere(path) else { return BlobPage(entries: [], hasMore: false) }
                try walk.visit(folder, path: path.isEmpty ? "" : path + "/")
            } catch {
                throw BlobError(error, "the folder of blobs cannot be listed")
            }
            return BlobPage(entries: Array(walk.entries.prefix(limit)), hasMore: walk.entries.count > limit)
        }
    }
}

/// Goes through a tree of folders in the order of the keys, in memory for one page on each level.
private struct Walk {
    let prefix: String
    let after: String
    let limit: Int
    var entries: [BlobEntry] = []

    private var isFull: Bool { entries.count > limit }

    /// `path` ends with a slash, unless it is the root's.
    mutating func visit(_ folder: Folder, path: String) throws(SystemError) {
        var floor = ""
        while !isFull {
            let names = try segments(in: folder, path: path, after: floor)
            for name in names where !isFull { try add(name, in: folder, path: path) }
            guard names.count > limit, let last = names.last else { return }
            floor = last
        }
    }

    /// The first segments that come after `floor` and may matter, in order; more than `limit` if there are more.
    private func segments(in folder: Folder, path: String, after floor: String) throws(SystemError) -> [String] {
        var found: [String] = []
        // Opened anew: who else lists this folder now goes through it at another pace.
        let own = try Disk.open(folder: ".", beneath: folder.descriptor)
        try Disk.names(in: own) { name in
            guard let segment = Layout.segment(named: name), segment > floor, matters(path + segment) else { return }
            found.append(segment)
            if found.count >= 4 * (limit + 1) { found = Array(found.sorted().prefix(limit + 1)) }
        }
        return Array(found.sorted().prefix(limit + 1))
    }

    /// Whether a key, or any key in a folder, is asked for. All is ASCII, so that text compares as its bytes do.
    private func matters(_ path: String) -> Bool {
        guard path.hasSuffix("/") else { return path.hasPrefix(prefix) && path > after }
        return (path.hasPrefix(prefix) || prefix.hasPrefix(path)) && (path > after || after.hasPrefix(path))
    }

    private mutating func add(_ segment: String, in folder: Folder, path: String) throws(SystemError) {
        if segment.hasSuffix("/") {
            // What was deleted meanwhile has no keys.
            guard
                let child = try present({ () throws(SystemError) in
                    try Disk.open(folder: String(segment.dropLast()), beneath: folder.descriptor)
                })
            else { return }
            return try visit(Folder(child), path: path + segment)
        }
        guard let key = try? BlobKey(path + segment),
            let status = try present({ () throws(SystemError) in
                try Disk.status(of: Layout.name(of: key), in: folder.descriptor)
            }), status.isRegular
        else { return }
        let modified = Instant(milliseconds: status.modified)
        entries.append(BlobEntry(key: key, size: max(0, status.size - Trailer.size), modified: modified))
    }

    private func present<Answer: ~Copyable>(_ look: () throws(SystemError) -> Answer) throws(SystemError) -> Answer? {
        do { return try look() } catch {
            guard error == .isMissing || error.meaning == .misplaced else { throw error }
            return nil
        }
    }
}
