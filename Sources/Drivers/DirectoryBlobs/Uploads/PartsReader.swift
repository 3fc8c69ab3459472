import Blobs

/// Reads parts one after the other, each from a file that is opened when its turn comes.
struct PartsReader: AsyncSequence, Sendable {
    typealias Open = nonisolated(nonsending) @Sendable (BlobPart) async throws(BlobError) -> FileReader

    private let parts: [BlobPart]
    private let open: Open

    init(_ parts: [BlobPart], open: @escaping Open) {
        self.parts = parts
        self.open = open
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var parts: ArraySlice<BlobPart>
        let open: Open
        var reader: FileReader?

        mutating func next() async throws(BlobError) -> ArraySlice<UInt8>? {
            while true {
                if let piece = try await reader?.next() { return piece }
                guard let part = parts.popFirst() else { return nil }
                reader = try await open(part)
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(parts: parts[...], open: open) }
}
