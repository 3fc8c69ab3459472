import Blobs
import Crypto
import HTTP

extension S3Blobs {
    /// The most that one request deletes.
    private static let mostDeleted = 1000

    package func delete(_ keys: [BlobKey]) async throws(BlobError) {
        var refusals: [String] = []
        var failure: BlobError?
        for start in stride(from: 0, to: keys.count, by: Self.mostDeleted) {
            let batch = keys[start..<min(start + Self.mostDeleted, keys.count)]
            do throws(BlobError) {
                refusals += try await delete(batch: batch)
            } catch {
                if error.reason == .cancelled { throw error }
                failure = failure ?? error
                refusals += batch.map(\.text)
            }
        }
        guard let first = refusals.first else { return }
        let others = refusals.count > 1 ? " and \(refusals.count - 1) more" : ""
        let why = failure.map { ": \($0)" } ?? ""
        throw BlobError(
            failure?.reason ?? .unauthorized, "not deleted: \(first)\(others)\(why)", retryAfter: failure?.retryAfter,
            cause: failure)
    }

    /// Answers what the store did not delete, and why.
    private func delete(batch: ArraySlice<BlobKey>) async throws(BlobError) -> [String] {
        guard !batch.isEmpty else { return [] }
        let objects = batch.map { XMLText.element("Object", XMLText.element("Key", XMLText.escape(object($0)))) }
        let text = XMLText.document("Delete", XMLText.element("Quiet", "true") + objects.joined())
        var request = StoreRequest(.post)
        request.ask("delete")
        request.say("content-type", "application/xml")
        request.body = .text(text)
        // Here S3 wants a checksum besides the signature (S3 API reference, DeleteObjects).
        if let digest = request.body.digest { request.say("x-amz-checksum-sha256", Base64.encode(digest.bytes)) }
        do {
            let (root, _) = try await client.document(request)
            return root.all("Error").compactMap { error in
                guard error.text(of: "Code") != "NoSuchKey" else { return nil }
                let parts = [error.text(of: "Key"), error.text(of: "Code"), error.text(of: "Message")]
                return parts.compactMap { $0 }.joined(separator: ": ")
            }
        } catch {
            throw BlobError(error)
        }
    }
}
