/// Keeps bytes by key.
///
/// What is visible is whole: a blob appears with all its bytes in one step, and stays as it is until another is put in
/// its place in one step. What was acknowledged is durable. Every call may be made from any task, at the same time as
/// any other; of several puts to one key one wins whole. A call that is cancelled throws `cancelled` and leaves what a
/// call that failed leaves: nothing.
package protocol BlobStore: Sendable {
    /// Stores what the source gives, in constant memory, and computes its SHA-256 meanwhile.
    ///
    /// Throws, and then nothing is visible that was not before, when the source fails (`source`), when its bytes are
    /// not those expected (`mismatch`), when there is no room (`full`). After `unavailable` nobody can tell: it may
    /// have been stored, whole.
    @discardableResult
    func put(
        _ source: BlobSource, at key: BlobKey, type: BlobType, expecting: BlobExpectation
    ) async throws(BlobError) -> StoredBlob

    /// Opens a blob for reading. Refuses a range that has none of its bytes (`outside`).
    func get(_ key: BlobKey, _ range: BlobRange) async throws(BlobError) -> Blob

    /// What is known of a blob. It can cost a store much: some read all of it anew.
    func stat(_ key: BlobKey) async throws(BlobError) -> BlobInfo

    /// The keys that begin with `prefix` and come after `key`, by their bytes; at most `limit`, which is at least 1 and
    /// at most `BlobPage.mostEntries`. What is put or deleted meanwhile may be listed or not; all else is, once.
    func list(_ prefix: BlobPrefix, after key: BlobKey?, limit: Int) async throws(BlobError) -> BlobPage

    /// Makes these blobs disappear; what is not there is gone already. When some cannot be deleted, all others are, and
    /// the failure names them.
    func delete(_ keys: [BlobKey]) async throws(BlobError)

    /// Stores the bytes of one blob at another key too, with their type. A blob may be copied onto itself: it is then
    /// as if it had been put again.
    @discardableResult
    func copy(_ key: BlobKey, to other: BlobKey) async throws(BlobError) -> StoredBlob

    /// A link for somebody who may not ask the store himself; `nil` from a store that nobody else can reach: then the
    /// bytes go through the server. Refuses a duration of no second or of more than seven days (`invalid`).
    func link(_ access: BlobAccess, to key: BlobKey, for duration: Duration) async throws(BlobError) -> BlobLink?

    /// Finds out whether blobs can be stored now; throws what stands in the way.
    func check() async throws(BlobError)
}

extension BlobStore {
    @discardableResult
    package func put(
        _ source: BlobSource, at key: BlobKey, type: BlobType = .bytes
    ) async throws(BlobError) -> StoredBlob {
        try await put(source, at: key, type: type, expecting: .nothing)
    }

    package func get(_ key: BlobKey) async throws(BlobError) -> Blob { try await get(key, .whole) }

    package func list(_ prefix: BlobPrefix) async throws(BlobError) -> BlobPage {
        try await list(prefix, after: nil, limit: BlobPage.mostEntries)
    }
}
