import Basics

/// Takes large blobs in parts, which may come at the same time, in any order, and over days.
///
/// Nothing of an upload is visible until it is completed, and then all of it in one step. The digest of the whole is
/// recorded where the store sees all bytes again; each part is checked as it comes.
package protocol BlobUploads: Sendable {
    /// Begins an upload.
    func begin(_ key: BlobKey, type: BlobType) async throws(BlobError) -> BlobUpload

    /// Stores a part, of at most `BlobPart.mostSize`. Of a part that is put twice the last one counts. What fails
    /// leaves no trace; an upload that is not there, or ends meanwhile, is `notFound`.
    func put(
        part number: Int, of upload: BlobUpload, _ source: BlobSource, expecting: BlobExpectation
    ) async throws(BlobError) -> BlobPart

    /// Makes one blob of these parts, in the order of their numbers, in one step; parts that are not named are dropped.
    ///
    /// Refuses (`invalid`), and leaves the upload as it was, what `BlobPart.inOrder` refuses, a part that was never put
    /// or has been put anew since; (`mismatch`) when `size` is given and is not theirs.
    @discardableResult
    func complete(_ upload: BlobUpload, _ parts: [BlobPart], size: Int?) async throws(BlobError) -> StoredBlob

    /// Drops an upload and all its parts. One that is not there is gone already.
    func abort(_ upload: BlobUpload) async throws(BlobError)

    /// Uploads that have begun and not ended, by key and id, of keys that begin with `prefix`, and after the one given;
    /// at most `limit`, which is at least 1 and at most `BlobPage.mostEntries`.
    func unfinished(
        _ prefix: BlobPrefix, after upload: BlobUpload?, limit: Int
    ) async throws(BlobError) -> [BlobUpload]

    /// Drops what began before `instant` and has not ended: uploads, and whatever else calls left that were cut off by
    /// a crash. Answers how many.
    func sweep(before instant: Instant) async throws(BlobError) -> Int
}

extension BlobUploads {
    package func put(
        part number: Int, of upload: BlobUpload, _ source: BlobSource
    ) async throws(BlobError) -> BlobPart {
        try await put(part: number, of: upload, source, expecting: .nothing)
    }

    @discardableResult
    package func complete(_ upload: BlobUpload, _ parts: [BlobPart]) async throws(BlobError) -> StoredBlob {
        try await complete(upload, parts, size: nil)
    }
}
