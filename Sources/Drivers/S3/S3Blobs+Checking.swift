import Blobs
import Crypto
import HTTP

extension S3Blobs {
    /// Asks whether the bucket is there and the key is taken.
    package func check() async throws(BlobError) {
        do { try await find() } catch { throw BlobError(error) }
    }

    /// The same, but makes a bucket that is not there, if the settings say so.
    package func prepare() async throws(BlobError) {
        do throws(S3Failure) { try await find() } catch {
            guard error.reason == .noSuchBucket, client.settings.makesBucket else { throw BlobError(error) }
            do throws(S3Failure) { _ = try await client.send(making) } catch {
                // Another server may have been faster.
                try await check()
            }
        }
    }

    private func find() async throws(S3Failure) {
        do { _ = try await client.send(StoreRequest(.head)) } catch {
            guard error.reason == .noSuchKey else { throw error }
            throw S3Failure(.noSuchBucket, "there is no bucket '\(client.settings.bucket)'")
        }
    }

    /// AWS wants the region named, except for its first (S3 API reference, CreateBucket).
    private var making: StoreRequest {
        var request = StoreRequest(.put)
        let region = client.settings.region
        guard region != "us-east-1" else { return request }
        let document = """
            <CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
            <LocationConstraint>\(region)</LocationConstraint></CreateBucketConfiguration>
            """
        let bytes = Array(document.utf8)
        request.body = .bytes(bytes, SHA256.digest(of: bytes))
        return request
    }
}
