import Blobs
import Crypto
import Memory

/// Cuts pieces as they come into parts of one size, hashes the whole, and holds it to what is expected.
///
/// It is used by one task.
final class PartCutter {
    /// How much is hashed before others have their turn.
    private static let turn = 256 << 10

    private let next: BlobSource.Next
    private let expected: BlobExpectation
    private let size: Int
    /// Whether each part is hashed by itself too.
    private let hashesParts: Bool
    private var whole = SHA256()
    private var count = 0
    /// What came and belongs to the next part.
    private var pending: ArraySlice<UInt8> = []
    private(set) var hasEnded = false

    init(_ next: @escaping BlobSource.Next, size: Int, hashesParts: Bool, expecting expected: BlobExpectation) {
        self.next = next
        self.size = size
        self.hashesParts = hashesParts
        self.expected = expected
    }

    /// The next part. It is shorter than the others only at the end.
    func part() async throws(BlobError) -> (bytes: [UInt8], digest: Digest?) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(size, expected.size.map { max(0, $0 - count) } ?? size))
        var hash = SHA256()
        while bytes.count < size, try await hasPending() {
            let piece = pending.prefix(size - bytes.count)
            pending = pending.dropFirst(piece.count)
            if hashesParts { hash.update(piece.span) }
            bytes.append(span: piece.span)
        }
        // Whether this was the last one only what follows can tell.
        if bytes.count == size { _ = try await hasPending() }
        return (bytes, hashesParts ? hash.finish() : nil)
    }

    private func hasPending() async throws(BlobError) -> Bool {
        while pending.isEmpty, !hasEnded {
            if Task.isCancelled { throw .cancelled }
            do {
                guard let piece = try await next() else {
                    hasEnded = true
                    return false
                }
                pending = piece
            } catch {
                throw .source(error)
            }
            let before = count
            count += pending.count
            try expected.check(soFar: count)
            whole.update(pending.span)
            // A source may never wait; the parts under way, and whoever else is on this loop, must not wait for it.
            if before / Self.turn != count / Self.turn { await Task.yield() }
        }
        return !pending.isEmpty
    }

    /// The digest of all that came, once it is known to be what was expected.
    func digest() throws(BlobError) -> Digest {
        let hash = whole.copy()
        let digest = hash.finish()
        try expected.check(size: count, digest: digest)
        return digest
    }
}
