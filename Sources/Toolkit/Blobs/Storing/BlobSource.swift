import Sockets

/// Where the bytes of a blob come from.
package struct BlobSource: Sendable {
    /// Asks for the next piece, `nil` after the last. It runs where its caller runs.
    package typealias Next = nonisolated(nonsending) () async throws -> ArraySlice<UInt8>?

    package enum Content: Sendable {
        case bytes([UInt8])
        /// A part of an open file, which nobody changes meanwhile.
        case file(File, Range<Int>)
        /// Pieces as they come. Opening gives what asks for them, from the first on.
        case pieces(length: Int?, open: @Sendable () -> Next)
    }

    package let content: Content
    /// Whether it can be read from its beginning again, after a failure.
    package let isRepeatable: Bool

    package static func bytes(_ bytes: [UInt8]) -> BlobSource {
        BlobSource(content: .bytes(bytes), isRepeatable: true)
    }

    package static func file(_ file: File, _ range: Range<Int>) -> BlobSource {
        BlobSource(content: .file(file, range), isRepeatable: true)
    }

    /// The pieces of a sequence, such as the body of a request: the next is asked for when the store has taken the one
    /// before. `length` is how many bytes there will be, when that is known; a store holds the sequence to it.
    package static func pieces<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, length: Int? = nil, isRepeatable: Bool = false
    ) -> BlobSource where Pieces.Element == ArraySlice<UInt8> {
        let open: @Sendable () -> Next = {
            var iterator = pieces.makeAsyncIterator()
            return { try await iterator.next(isolation: #isolation) }
        }
        return BlobSource(content: .pieces(length: length, open: open), isRepeatable: isRepeatable)
    }

    /// How many bytes there will be, when that is known.
    package var length: Int? {
        switch content {
        case .bytes(let bytes): bytes.count
        case .file(_, let range): range.count
        case .pieces(let length, _): length
        }
    }

    /// What is expected of these bytes: what the caller expects, and the length that the source itself promises.
    package func expectation(_ given: BlobExpectation) throws(BlobError) -> BlobExpectation {
        guard let length else { return given }
        if let size = given.size, size != length {
            throw BlobError(.mismatch, "the source has \(length) bytes where \(size) were announced")
        }
        return BlobExpectation(size: length, digest: given.digest)
    }
}
