import Basics
import Blobs
import Lifecycle
import Sockets

extension DirectoryBlobs {
    package func unfinished(
        _ prefix: BlobPrefix, after upload: BlobUpload?, limit: Int
    ) async throws(BlobError) -> [BlobUpload] {
        try BlobPage.check(limit: limit)
        let found = try await threads.run { [self] () throws(BlobError) in try begun() }
        let matching = found.filter { one in
            prefix.begins(one.key) && (upload.map { ($0.key, $0.id) < (one.key, one.id) } ?? true)
        }
        return Array(matching.sorted { ($0.key, $0.id) < ($1.key, $1.id) }.prefix(limit))
    }

    package func sweep(before instant: Instant) async throws(BlobError) -> Int {
        try await threads.run { [self] () throws(BlobError) in
            do throws(SystemError) { return try sweepUploads(before: instant) + sweepStaging(before: instant) } catch {
                throw BlobError(error, "what was left of uploads cannot be removed")
            }
        }
    }

    private func begun() throws(BlobError) -> [BlobUpload] {
        var names: [String] = []
        do throws(SystemError) { names = try ids() } catch { throw BlobError(error, "uploads cannot be listed") }
        var found: [BlobUpload] = []
        for id in names {
            guard let about = try folders.about(id) else { continue }
            found.append(BlobUpload(id: id, key: about.key, began: about.stored.modified))
        }
        return found
    }

    private func ids() throws(SystemError) -> [String] {
        var names: [String] = []
        try Disk.names(in: try Disk.open(folder: ".", beneath: uploads.descriptor)) {
            if Layout.isUpload($0) { names.append($0) }
        }
        return names
    }

    /// One whose beginning or end was cut off has no `about`: then its folder tells its age.
    private func sweepUploads(before instant: Instant) throws(SystemError) -> Int {
        var count = 0
        for id in try ids() {
            let began: Instant
            if let about = try? folders.about(id) {
                began = about.stored.modified
            } else {
                guard let status = try? Disk.status(of: id, in: uploads.descriptor) else { continue }
                began = Instant(milliseconds: status.modified)
            }
            guard began < instant else { continue }
            try folders.remove(upload: id)
            count += 1
        }
        return count
    }

    private func sweepStaging(before instant: Instant) throws(SystemError) -> Int {
        var names: [String] = []
        try Disk.names(in: try Disk.open(folder: ".", beneath: staging.descriptor)) { names.append($0) }
        var count = 0
        for name in names {
            guard let status = try? Disk.status(of: name, in: staging.descriptor), status.isRegular,
                Instant(milliseconds: status.modified) < instant
            else { continue }
            do throws(SystemError) {
                try Disk.remove(name, in: staging.descriptor)
                count += 1
            } catch {
                guard error == .isMissing else { throw error }
            }
        }
        return count
    }
}
