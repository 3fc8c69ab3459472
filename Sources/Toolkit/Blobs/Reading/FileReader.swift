import Crypto
import Lifecycle
import Machine
import Sockets

/// Reads a part of an open file on threads that may block. Where its digest is known the last piece is given only when
/// all bytes were those.
package final class FileReader: BlobReader {
    /// How much is read at once.
    package static let pieceSize = 256 << 10

    private struct State: ~Copyable {
        var offset: Int
        var hash = SHA256()
    }

    private let file: File
    private let end: Int
    private let digest: Digest?
    private let name: String
    private let threads: ThreadPool
    private let state: Lock<State>

    /// `name` is what the file is called in failures.
    package init(_ file: File, _ range: Range<Int>, digest: Digest? = nil, named name: String, on threads: ThreadPool) {
        self.file = file
        self.digest = digest
        self.name = name
        self.threads = threads
        end = range.upperBound
        state = Lock(State(offset: range.lowerBound))
    }

    package func next() async throws(BlobError) -> ArraySlice<UInt8>? {
        if Task.isCancelled { throw BlobError.cancelled }
        return try await threads.run { [self] () throws(BlobError) in try read() }
    }

    private func read() throws(BlobError) -> ArraySlice<UInt8>? {
        try state.withLock { state throws(BlobError) in
            let wanted = min(Self.pieceSize, end - state.offset)
            guard wanted > 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: wanted)
            let count: Int
            do {
                count = try file.read(at: state.offset, into: &bytes, 0..<wanted)
            } catch {
                throw BlobError(.unavailable, "\(name) cannot be read: \(error)", cause: error)
            }
            guard count > 0 else { throw BlobError(.damaged, "\(name) is shorter than it was") }
            state.offset += count
            if let digest { try check(bytes.span.extracting(0..<count), digest, &state) }
            return bytes[..<count]
        }
    }

    private func check(_ bytes: Span<UInt8>, _ digest: Digest, _ state: inout State) throws(BlobError) {
        state.hash.update(bytes)
        guard state.offset == end else { return }
        let found = state.hash.copy().finish()
        guard found == digest else {
            throw BlobError(.damaged, "\(name) is damaged: its SHA-256 is \(found) and was \(digest)")
        }
    }
}
