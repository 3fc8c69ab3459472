import Blobs
import Crypto
import HTTP
import Synchronization

/// Reads one state of an object. When the connection breaks, it asks for the rest of just that state (`If-Match`) and
/// goes on; the last piece of a whole blob is given only when the digest of all is the one that is recorded.
final class S3Reader: BlobReader {
    /// How often it goes on without having got any further.
    private static let mostResumptions = 5

    private struct State: ~Copyable {
        var body: ResponseBody.AsyncIterator
        var hash: SHA256?
        /// How many bytes were given.
        var count = 0
        var resumptions = 0
    }

    private let client: StoreClient
    private let object: String
    private let info: BlobInfo
    private let range: Range<Int>
    private let state: Mutex<State>

    init(
        _ client: StoreClient, _ object: String, _ info: BlobInfo, _ range: Range<Int>, _ body: ResponseBody
    ) {
        self.client = client
        self.object = object
        self.info = info
        self.range = range
        let checks = info.digest != nil && range == 0..<info.size
        state = Mutex(State(body: body.makeAsyncIterator(), hash: checks ? SHA256() : nil))
    }

    func next() async throws(BlobError) -> ArraySlice<UInt8>? {
        while true {
            var body = state.withLock { $0.body }
            let failure: HTTPClientError
            do {
                let piece = try await body.next()
                state.withLock { $0.body = body }
                if let piece { return try take(piece) }
                if isAtEnd { return nil }
                failure = HTTPClientError(.closed(.body))
            } catch let error as BlobError {
                throw error
            } catch let error as HTTPClientError {
                failure = error
            } catch {
                throw .source(error)
            }
            if failure.reason == .cancelled { throw .cancelled }
            try await resume(after: failure)
        }
    }

    private var isAtEnd: Bool { state.withLock { $0.count == range.count } }

    private func take(_ piece: ArraySlice<UInt8>) throws(BlobError) -> ArraySlice<UInt8> {
        let (count, digest) = state.withLock { state -> (Int, Digest?) in
            state.hash?.update(piece.span)
            state.count += piece.count
            state.resumptions = 0
            guard state.count == range.count, let hash = state.hash.take() else { return (state.count, nil) }
            return (state.count, hash.finish())
        }
        guard count <= range.count else {
            throw BlobError(.unavailable, "\(info.key): the store gives more bytes than it has announced")
        }
        if let digest, let recorded = info.digest, digest != recorded {
            throw BlobError(.damaged, "\(info.key): its SHA-256 is \(digest) where \(recorded) was stored")
        }
        return piece
    }

    /// Asks for what is missing.
    private func resume(after failure: HTTPClientError) async throws(BlobError) {
        let (count, resumptions) = state.withLock { state in
            state.resumptions += 1
            return (state.count, state.resumptions)
        }
        guard resumptions <= Self.mostResumptions else {
            throw BlobError(S3Failure(failure), at: info.key)
        }
        var request = StoreRequest(.get, key: object)
        let missing = "\(range.lowerBound + count)-\(range.upperBound - 1)"
        request.say("range", "bytes=\(missing)")
        request.say("if-match", "\"\(info.tag)\"")
        do throws(S3Failure) {
            let answer = try await client.send(request)
            let now = try ObjectInfo(answer.headers)
            guard now.tag == info.tag, now.size == info.size else {
                throw S3Failure(.changed, "another blob was stored there while this one was read")
            }
            let isWhole = count == 0 && range == 0..<info.size, given = answer.headers["content-range"]
            guard given == "bytes \(missing)/\(info.size)" || given == nil && isWhole else {
                throw S3Failure(.answer, "the store was asked for bytes \(missing) and gives “\(given ?? "all")”")
            }
            state.withLock { $0.body = answer.body.makeAsyncIterator() }
        } catch {
            throw BlobError(error, at: info.key)
        }
    }
}
