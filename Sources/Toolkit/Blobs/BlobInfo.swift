import Basics
import Crypto

/// What a store knows of a blob without reading it.
package struct BlobInfo: Sendable, Equatable {
    package let key: BlobKey
    package let size: Int
    /// SHA-256 of the whole; `nil` where the store never saw all bytes in their order, as S3 of an upload in parts.
    package let digest: Digest?
    package let type: BlobType
    /// When it became visible.
    package let modified: Instant
    /// Names this state of the blob: another one at this key has another tag. It has neither quotes nor spaces.
    package let tag: String

    package init(key: BlobKey, size: Int, digest: Digest?, type: BlobType, modified: Instant, tag: String) {
        self.key = key
        self.size = size
        self.digest = digest
        self.type = type
        self.modified = modified
        self.tag = tag
    }
}

/// What was stored.
package struct StoredBlob: Sendable, Equatable {
    package let size: Int
    /// SHA-256 of the whole, also where it could not be recorded; `nil` where the store made the whole by itself, of
    /// parts or of another blob without one.
    package let digest: Digest?

    package init(size: Int, digest: Digest?) {
        self.size = size
        self.digest = digest
    }
}

/// What a listing tells of a blob.
package struct BlobEntry: Sendable, Equatable {
    package let key: BlobKey
    package let size: Int
    package let modified: Instant

    package init(key: BlobKey, size: Int, modified: Instant) {
        self.key = key
        self.size = size
        self.modified = modified
    }
}

/// A part of a listing, by rising keys.
package struct BlobPage: Sendable, Equatable {
    package let entries: [BlobEntry]
    /// Whether more follow the last entry.
    package let hasMore: Bool

    /// As many as a page may have.
    package static let mostEntries = 1000

    package init(entries: [BlobEntry], hasMore: Bool) {
        self.entries = entries
        self.hasMore = hasMore
    }

    /// Refuses a number of entries that no page can have.
    package static func check(limit: Int) throws(BlobError) {
        guard (1...mostEntries).contains(limit) else {
            throw BlobError(.invalid, "a page has 1 to \(mostEntries) entries, not \(limit)")
        }
    }
}
