import Crypto

/// What whoever stores a blob knows of it beforehand. What turns out otherwise is refused and never visible.
package struct BlobExpectation: Sendable, Equatable {
    package let size: Int?
    package let digest: Digest?

    package static let nothing = BlobExpectation()

    package init(size: Int? = nil, digest: Digest? = nil) {
        self.size = size
        self.digest = digest
    }

    /// Refuses more bytes than were announced, before they are all there.
    package func check(soFar count: Int) throws(BlobError) {
        guard let size, count > size else { return }
        throw BlobError(.mismatch, "there are more than the \(size) bytes that were announced")
    }

    /// Refuses bytes that are not those that were announced.
    package func check(size actual: Int, digest computed: Digest?) throws(BlobError) {
        if let size, size != actual {
            throw BlobError(.mismatch, "there are \(actual) bytes where \(size) were announced")
        }
        if let digest, let computed, digest != computed {
            throw BlobError(.mismatch, "their SHA-256 is \(computed) where \(digest) was announced")
        }
    }
}
