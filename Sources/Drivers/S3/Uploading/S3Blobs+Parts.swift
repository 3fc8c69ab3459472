import Blobs
import Crypto
import HTTP
import Sockets

extension S3Blobs {
    /// Makes one object of parts that `next` gives, `nil` after the last: so many at once are under way, and no more
    /// are asked for. When one fails, nothing is left.
    func putInParts(
        _ key: BlobKey, _ type: BlobType, _ digest: Digest?, atOnce limit: Int,
        _ next: () async throws(BlobError) -> StoreBody?
    ) async throws(BlobError) -> StoredBlob {
        let upload = try await begin(key, type: type, digest: digest)
        do {
            let parts = try await storeParts(of: upload, atOnce: limit, next)
            return StoredBlob(size: try await complete(upload, parts).size, digest: digest)
        } catch {
            await drop(upload)
            throw error
        }
    }

    private func storeParts(
        of upload: BlobUpload, atOnce limit: Int, _ next: () async throws(BlobError) -> StoreBody?
    ) async throws(BlobError) -> [BlobPart] {
        typealias Outcome = Result<BlobPart, BlobError>
        return try await withTaskGroup(of: Outcome.self, returning: Result<[BlobPart], BlobError>.self) { group in
            var parts: [BlobPart] = []
            var number = 0
            do throws(BlobError) {
                while let body = try await next() {
                    number += 1
                    try BlobPart.check(number: number)
                    if number - parts.count > limit, let done = await group.next() { parts.append(try done.get()) }
                    let own = number
                    group.addTask { await self.outcome(of: own, of: upload, body) }
                }
                for await done in group { parts.append(try done.get()) }
                return .success(parts)
            } catch {
                group.cancelAll()
                return .failure(error)
            }
        }.get()
    }

    private func outcome(
        of number: Int, of upload: BlobUpload, _ body: StoreBody
    ) async -> Result<BlobPart, BlobError> {
        do throws(BlobError) {
            return .success(try await store(number, of: upload, body))
        } catch {
            return .failure(error)
        }
    }

    /// Stores one part whose body is known beforehand.
    func store(
        _ number: Int, of upload: BlobUpload, _ body: StoreBody, isRepeatable: @escaping @Sendable () -> Bool = { true }
    ) async throws(BlobError) -> BlobPart {
        var request = StoreRequest(.put, key: object(upload.key))
        request.ask("partNumber", "\(number)")
        request.ask("uploadId", upload.id)
        request.body = body
        request.isRepeatable = isRepeatable
        do throws(S3Failure) {
            let answer = try await client.send(request)
            guard let tag = answer.headers["etag"].flatMap(ObjectInfo.tag) else {
                throw S3Failure(.answer, "the store's answer to part \(number) lacks its ETag")
            }
            return BlobPart(number: number, size: body.length, digest: body.digest ?? Self.noDigest, tag: tag)
        } catch {
            throw BlobError(error, at: upload.key)
        }
    }

    /// Drops an upload that has come to nothing, also when it was cancelled. What this cannot drop is swept later.
    func drop(_ upload: BlobUpload) async {
        // Cancellation must not reach it, hence a task of its own, which is waited for.
        await Task(executorPreference: EventLoop.current) { try? await self.abort(upload) }.value
    }

    /// Of a part that TLS guards, and that nobody asks for.
    static let noDigest = SHA256.digest(of: [])
}

extension StoreBody {
    var length: Int {
        switch self {
        case .none: 0
        case .bytes(let bytes, _): bytes.count
        case .file(_, let range, _): range.count
        case .stream(let length, _): length
        }
    }

    /// That of all its bytes, where it is known beforehand.
    var digest: Digest? {
        switch self {
        case .none, .stream: nil
        case .bytes(_, let digest), .file(_, _, let digest): digest
        }
    }
}
