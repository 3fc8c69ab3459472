import Blobs
import Crypto
import HTTP

extension S3Blobs: BlobStore {
    package func stat(_ key: BlobKey) async throws(BlobError) -> BlobInfo {
        do throws(S3Failure) {
            let answer = try await client.send(StoreRequest(.head, key: object(key)))
            return try ObjectInfo(answer.headers).blob(key)
        } catch {
            throw error.reason == .noSuchKey ? .notFound(key) : BlobError(error, at: key)
        }
    }

    package func get(_ key: BlobKey, _ range: BlobRange) async throws(BlobError) -> Blob {
        // What asks for nothing of any blob is refused here: to S3 it would mean the whole.
        _ = try range.resolved(size: .max)
        var request = StoreRequest(.get, key: object(key))
        if let field = range.field { request.say("range", field) }
        let answer: HTTPClient.Response, info: BlobInfo
        do throws(S3Failure) {
            answer = try await client.send(request)
            info = try ObjectInfo(answer.headers).blob(key)
        } catch {
            // Some servers refuse an end that is longer than the whole, where HTTP means the whole.
            if error.reason == .unsatisfiableRange, case .last(let count) = range {
                let size = try await stat(key).size
                if 1...count ~= size { return try await get(key, .whole) }
            }
            throw error.reason == .noSuchKey ? .notFound(key) : BlobError(error, at: key)
        }
        let given = try Self.given(answer, of: info, wanted: range)
        return Blob(
            info: info, range: given, reader: S3Reader(client, object(key), info, given, answer.body))
    }

    /// The bytes that the answer has, which must be those that were asked for.
    private static func given(
        _ answer: HTTPClient.Response, of info: BlobInfo, wanted: BlobRange
    ) throws(BlobError) -> Range<Int> {
        let wanted = try wanted.resolved(size: info.size)
        guard let field = answer.headers["content-range"] else {
            // A range of all of it may be answered by the whole.
            if wanted == 0..<info.size { return wanted }
            throw BlobError(.unavailable, "\(info.key): the store answers a range with the whole")
        }
        guard field == "bytes \(wanted.lowerBound)-\(wanted.upperBound - 1)/\(info.size)" else {
            throw BlobError(.unavailable, "\(info.key): the store was asked for bytes \(wanted) and gives “\(field)”")
        }
        return wanted
    }
}

extension BlobRange {
    /// As the field `Range` says it (RFC 9110 §14.1.2).
    var field: String? {
        switch self {
        case .whole: nil
        case .from(let start): "bytes=\(start)-"
        case .bytes(let range): "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        case .last(let count): "bytes=-\(count)"
        }
    }
}
