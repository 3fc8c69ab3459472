import Blobs
import Sockets

/// What the server keeps everything in, opened.
struct Storage: Sendable {
    let database: OpenedDatabase
    let blobs: OpenedBlobs

    /// What the settings name. What is elsewhere need not be reached yet: it is asked again when it is needed.
    static func open(_ settings: StorageSettings, loops: [EventLoop]) async throws -> Storage {
        let blobs = try OpenedBlobs(settings)
        return Storage(database: try await OpenedDatabase.open(settings, loops: loops), blobs: blobs)
    }
}
