import Basics
import Crypto

/// An upload in parts that has begun and not ended.
package struct BlobUpload: Sendable, Hashable {
    /// The store's name for it, of at most 1,024 printable ASCII characters.
    package let id: String
    package let key: BlobKey
    package let began: Instant

    package init(id: String, key: BlobKey, began: Instant) {
        self.id = id
        self.key = key
        self.began = began
    }
}

/// A part that was stored: what `complete` needs to know of it.
package struct BlobPart: Sendable, Hashable {
    /// 1 to `mostParts`, which is also the order of the parts.
    package let number: Int
    package let size: Int
    package let digest: Digest
    /// The store's name for just these bytes.
    package let tag: String

    package init(number: Int, size: Int, digest: Digest, tag: String) {
        self.number = number
        self.size = size
        self.digest = digest
        self.tag = tag
    }

    /// S3 has these limits, and so has every store: what works with one works with all.
    package static let mostParts = 10_000
    /// Of every part but the last.
    package static let leastSize = 5 << 20
    package static let mostSize = 5 << 30

    /// Refuses a number that no part can have.
    package static func check(number: Int) throws(BlobError) {
        guard (1...mostParts).contains(number) else {
            throw BlobError(.invalid, "\(number) is no number of a part: an upload has parts 1 to \(mostParts)")
        }
    }

    /// Refuses parts that make no blob: none, too many, one twice, or a small one before the last. Answers them in the
    /// order of their numbers, whatever order they came in, and how many bytes they have together.
    package static func inOrder(_ parts: [BlobPart]) throws(BlobError) -> (parts: [BlobPart], size: Int) {
        guard !parts.isEmpty, parts.count <= mostParts else {
            throw BlobError(.invalid, "an upload ends with 1 to \(mostParts) parts, not with \(parts.count)")
        }
        let sorted = parts.sorted { $0.number < $1.number }
        for (part, following) in zip(sorted, sorted.dropFirst()) {
            guard part.number != following.number else {
                throw BlobError(.invalid, "part \(part.number) is named twice")
            }
            guard part.size >= leastSize else {
                throw BlobError(
                    .invalid,
                    "part \(part.number) has \(part.size) bytes: every part but the last needs at least \(leastSize)")
            }
        }
        var size = 0
        for part in sorted {
            try check(number: part.number)
            let (sum, overflow) = size.addingReportingOverflow(part.size)
            guard part.size >= 0, !overflow else {
                throw BlobError(.invalid, "part \(part.number) cannot have \(part.size) bytes")
            }
            size = sum
        }
        return (sorted, size)
    }
}
