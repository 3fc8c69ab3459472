import Blobs
import HTTP

extension S3Blobs {
    package func link(
        _ access: BlobAccess, to key: BlobKey, for duration: Duration
    ) async throws(BlobError) -> BlobLink? {
        try BlobLink.check(duration)
        let seconds = Int(clamping: duration.components.seconds)
        var request = StoreRequest(.get, key: object(key))
        if case .put(let size, let type) = access {
            guard (0...Self.mostCopied).contains(size) else {
                throw BlobError(.invalid, "one request stores at most \(Self.mostCopied) bytes, not \(size)")
            }
            request.method = .put
            request.say("content-length", "\(size)")
            request.say("content-type", type.text)
        }
        do {
            let (url, expires) = try await client.presigned(request, for: seconds)
            let fields = request.fields.map { BlobLink.Field($0.name, $0.value) }
            return BlobLink(method: "\(request.method.name)", url: "\(url)", fields: fields, expires: expires)
        } catch {
            throw BlobError(error, at: key)
        }
    }
}
