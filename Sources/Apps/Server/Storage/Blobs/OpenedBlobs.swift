import Basics
import Blobs
import DirectoryBlobs
import S3

/// The store of blobs that the settings name.
struct OpenedBlobs: Sendable {
    let store: CountedBlobs
    /// Where it is, for people.
    let place: String
    /// Makes it ready to be used, as far as the settings allow; throws what stands in the way.
    let prepare: @Sendable () async throws -> Void

    init(_ settings: StorageSettings) throws(BlobError) {
        if let bucket = settings.blobs {
            let blobs = S3Blobs(bucket)
            store = CountedBlobs(blobs)
            place = bucket.place
            prepare = { try await blobs.prepare() }
        } else {
            let blobs = try DirectoryStore(path: settings.blobsFolder)
            store = CountedBlobs(blobs)
            place = settings.blobsFolder
            prepare = { try await blobs.check() }
        }
    }

    /// How long a store may take to say whether it is well.
    private static let patience = Duration.seconds(2)

    /// Throws what stands in the way of storing blobs.
    func check() async throws {
        guard try await within(Self.patience, { [store] in try await store.check() }) != nil else {
            throw BlobError(.unavailable, "\(place) has not answered within \(Self.patience.spelled)")
        }
    }
}
