import Blobs
import Crypto
import HTTP
import Synchronization

/// One source on its way into one object: counts and hashes what comes, holds it to what is expected, and keeps why it
/// failed, which the client that sends it could only tell as text.
///
/// The last piece is sent only when all of them are known to be right: what is wrong is never whole at the store.
final class SourceRun: Sendable {
    private struct State {
        var isTouched = false
        var failure: BlobError?
        var digest: Digest?
    }

    private let length: Int
    private let expected: BlobExpectation
    private let source: BlobSource
    private let state = Mutex(State())

    init(_ source: BlobSource, length: Int, expecting expected: BlobExpectation) {
        self.source = source
        self.length = length
        self.expected = BlobExpectation(size: length, digest: expected.digest)
    }

    /// Whether the pieces can be had from the first on.
    var isFresh: Bool { source.isRepeatable && failure == nil || state.withLock { !$0.isTouched } }

    /// Why the source failed; `nil` as long as only the store has.
    var failure: BlobError? { state.withLock { $0.failure } }

    /// The digest of all, once they were sent.
    var digest: Digest? { state.withLock { $0.digest } }

    /// The body of the request that stores the pieces which `open` gives.
    func body(_ open: @escaping @Sendable () -> BlobSource.Next) -> StoreBody {
        .stream(length: length) { sink in try await self.send(open(), into: &sink) }
    }

    private nonisolated(nonsending) func send(_ next: BlobSource.Next, into sink: inout BodySink) async throws {
        state.withLock { $0.isTouched = true }
        var hash = SHA256()
        var count = 0
        var last: [ArraySlice<UInt8>] = []
        while let piece = try await piece(next) {
            count += piece.count
            try hold { () throws(BlobError) in try expected.check(soFar: count) }
            hash.update(piece.span)
            if count < length { try await sink.write(piece) } else { last.append(piece) }
        }
        let digest = hash.finish()
        try hold { () throws(BlobError) in try expected.check(size: count, digest: digest) }
        state.withLock { $0.digest = digest }
        for piece in last { try await sink.write(piece) }
    }

    private nonisolated(nonsending) func piece(_ next: BlobSource.Next) async throws -> ArraySlice<UInt8>? {
        do { return try await next() } catch {
            let failure = BlobError.source(error)
            state.withLock { $0.failure = failure }
            throw failure
        }
    }

    private func hold(_ check: () throws(BlobError) -> Void) throws(BlobError) {
        do { try check() } catch {
            state.withLock { $0.failure = error }
            throw error
        }
    }
}
