import Blobs
import Lifecycle
import Sockets

extension DirectoryBlobs {
    package func delete(_ keys: [BlobKey]) async throws(BlobError) {
        if Task.isCancelled { throw BlobError.cancelled }
        let groups = Dictionary(grouping: keys) { Layout.folder(of: $0) }
        var failures: [(key: BlobKey, error: SystemError)] = []
        for (path, keys) in groups { failures += await delete(keys, in: path) }
        guard let first = failures.first else { return }
        let names = failures.prefix(10).map { "\($0.key)" }.joined(separator: ", ")
        let count = failures.count == 1 ? "" : "\(failures.count) blobs, "
        throw BlobError(first.error, "\(count)\(names) cannot be deleted")
    }

    /// Deletes keys of one folder; answers those that could not be.
    private func delete(_ keys: [BlobKey], in path: String) async -> [(BlobKey, SystemError)] {
        do throws(SystemError) {
            guard
                let folder = try await threads.run({ [folders] () throws(SystemError) in
                    try folders.openIfThere(path)
                })
            else { return [] }
            let failures = await threads.run { Self.remove(keys, in: folder) }
            try await folder.sync(on: threads)
            if !path.isEmpty { await threads.run { [folders] in folders.removeIfEmpty(path) } }
            return failures
        } catch {
            return keys.map { ($0, error) }
        }
    }

    private static func remove(_ keys: [BlobKey], in folder: Folder) -> [(BlobKey, SystemError)] {
        var failures: [(BlobKey, SystemError)] = []
        for key in keys {
            do throws(SystemError) { try Disk.remove(Layout.name(of: key), in: folder.descriptor) } catch {
                if error != .isMissing { failures.append((key, error)) }
            }
        }
        return failures
    }
}

extension Folders {
    func openIfThere(_ path: String) throws(SystemError) -> Folder? {
        do { return try open(path) } catch {
            guard error == .isMissing else { throw error }
            return nil
        }
    }

    /// Removes a folder and those above it, as far as there is nothing in them. The kernel refuses all others.
    func removeIfEmpty(_ path: String) {
        var segments = path.split(separator: "/")
        while let name = segments.popLast() {
            guard let parent = try? open(segments.joined(separator: "/")),
                (try? Disk.remove(String(name), in: parent.descriptor, isFolder: true)) != nil
            else { return }
            forget((segments + [name]).joined(separator: "/"))
        }
    }
}
