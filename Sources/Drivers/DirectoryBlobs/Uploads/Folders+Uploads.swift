import Basics
import Blobs
import Sockets

extension Layout {
    static let about = "about"

    static func folder(of upload: BlobUpload) -> String {
        // An id that none of ours can be names a folder that is never there.
        "\(uploads)/\(isUpload(upload.id) ? upload.id : "+none")"
    }

    static func name(ofPart number: Int) -> String { "part-\(number)" }

    static func isUpload(_ id: String) -> Bool { Identifier<BlobUpload>(id) != nil }
}

/// What blocks of uploads.
extension Folders {
    /// The key of an upload and what is recorded of it; nothing if it is not there.
    func about(_ id: String) throws(BlobError) -> (key: BlobKey, stored: StoredFile)? {
        guard Layout.isUpload(id) else { return nil }
        do {
            let path = "\(Layout.uploads)/\(id)/\(Layout.about)"
            let (stored, file) = try StoredFile.open(path, beneath: root, named: "the upload \(id)")
            var bytes = [UInt8](repeating: 0, count: BlobKey.mostBytes)
            let count = (try? file.read(at: 0, into: &bytes, 0..<min(bytes.count, stored.size))) ?? 0
            return (try BlobKey(String(decoding: bytes[..<count], as: UTF8.self)), stored)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    /// Removes an upload's folder and all in it; what is not there is gone already. A part that is being put meanwhile
    /// may come into the folder while it is emptied: hence more than one turn.
    func remove(upload id: String) throws(SystemError) {
        guard Layout.isUpload(id) else { return }
        let path = "\(Layout.uploads)/\(id)"
        let uploads = try open(Layout.uploads)
        var failure = SystemError.isNotEmpty
        for _ in 0..<64 {
            guard let folder = try openIfThere(path) else { return forget(path) }
            // Without `about` no further part begins.
            try empty(folder, first: Layout.about)
            do throws(SystemError) {
                try Disk.remove(id, in: uploads.descriptor, isFolder: true)
                return forget(path)
            } catch {
                if error == .isMissing { return forget(path) }
                guard error == .isNotEmpty else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func empty(_ folder: Folder, first: String) throws(SystemError) {
        var names = [first]
        let own = try Disk.open(folder: ".", beneath: folder.descriptor)
        try Disk.names(in: own) { names.append($0) }
        for name in names {
            do throws(SystemError) { try Disk.remove(name, in: folder.descriptor) } catch {
                guard error == .isMissing else { throw error }
            }
        }
    }
}
