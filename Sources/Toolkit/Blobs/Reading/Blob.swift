import Sockets

/// A blob that was opened: always one state of it, whatever is stored at its key meanwhile.
package struct Blob: Sendable {
    package let info: BlobInfo
    /// Which of its bytes were asked for.
    package let range: Range<Int>
    /// The open file that has them at the same places, if the store has one: the kernel can send it without a copy.
    /// Who takes it takes what the disk says, which the reader would have checked.
    package let file: File?
    private let reader: any BlobReader

    package init(info: BlobInfo, range: Range<Int>, reader: any BlobReader, file: File? = nil) {
        self.info = info
        self.range = range
        self.reader = reader
        self.file = file
    }

    /// The next piece, `nil` after the last: see `BlobReader`.
    package func next() async throws(BlobError) -> ArraySlice<UInt8>? { try await reader.next() }

    /// All bytes of the range, refused beforehand if there are more than `limit`.
    package func collect(upTo limit: Int) async throws(BlobError) -> [UInt8] {
        guard range.count <= limit else {
            throw BlobError(.invalid, "\(info.key) has \(range.count) bytes; no more than \(limit) are read at once")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        while let piece = try await reader.next() { bytes += piece }
        return bytes
    }
}

/// Its pieces, to be read once: a blob is a source for another.
extension Blob: AsyncSequence {
    package struct AsyncIterator: AsyncIteratorProtocol {
        let reader: any BlobReader

        package mutating func next() async throws(BlobError) -> ArraySlice<UInt8>? { try await reader.next() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader) }
}
