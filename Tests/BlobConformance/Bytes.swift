import Blobs
import Crypto
import TestSupport

/// Bytes that look random and are the same in each run.
func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var numbers = SeededNumbers(seed: seed)
    return numbers.bytes(count)
}

/// A part that need not be the last.
let largePart = BlobPart.leastSize

/// Whatever a source fails with.
struct SourceFailure: Error, Equatable {}

/// Gives bytes in pieces, and then does what `ending` says.
struct Pieces: AsyncSequence, Sendable {
    let bytes: [UInt8]
    let size: Int
    var ending: @Sendable () async throws -> Void = {}

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ArraySlice<UInt8>
        let size: Int
        let ending: @Sendable () async throws -> Void

        mutating func next() async throws -> ArraySlice<UInt8>? {
            if rest.isEmpty {
                try await ending()
                return nil
            }
            defer { rest = rest.dropFirst(size) }
            return rest.prefix(size)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: bytes[...], size: size, ending: ending) }
}

/// What two tasks meet at: one waits until the other has said that it is there.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func give() { continuation.finish() }

    /// Ends when it is given, or throws when the task is cancelled.
    func wait() async throws {
        for await _ in stream {}
        try Task.checkCancellation()
    }
}

extension BlobStore {
    /// Stores bytes at a key that a test writes as a text.
    @discardableResult
    func put(_ bytes: [UInt8], _ key: String, type: BlobType = .bytes) async throws -> StoredBlob {
        try await put(.bytes(bytes), at: BlobKey(key), type: type)
    }

    func bytes(_ key: String, _ range: BlobRange = .whole) async throws -> [UInt8] {
        try await get(BlobKey(key), range).collect(upTo: 64 << 20)
    }
}

extension BlobUploads {
    /// Puts a part of so many bytes that the number tells.
    func put(_ number: Int, of upload: BlobUpload, count: Int = largePart) async throws -> BlobPart {
        let source = BlobSource.bytes(BlobConformance.bytes(count, seed: UInt64(number)))
        return try await put(part: number, of: upload, source)
    }
}
