import Blobs
import Sockets

/// Where a file is to become visible.
struct Destination {
    /// Beneath the root.
    let folder: String
    let name: String
    /// Whether the folder is made when it is not there. That of an upload is not: then there is no such upload.
    let makesFolder: Bool
    /// What it is called in failures.
    let title: String

    init(_ key: BlobKey) {
        folder = Layout.folder(of: key)
        name = Layout.name(of: key)
        makesFolder = true
        title = "\(key)"
    }

    init(_ name: String, of upload: BlobUpload) {
        folder = Layout.folder(of: upload)
        self.name = name
        makesFolder = false
        title = "\(name) of the upload to \(upload.key)"
    }

    func open(in folders: Folders) throws(SystemError) -> Folder {
        try makesFolder ? folders.make(folder) : folders.open(folder, isDurable: true)
    }
}
