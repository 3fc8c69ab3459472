import Basics
import Blobs
import Crypto
import HTTP

/// What the head of an answer tells of an object.
struct ObjectInfo {
    /// The field with the SHA-256 of a blob.
    static let digestField = "x-amz-meta-sha256"

    let size: Int
    let digest: Digest?
    let type: BlobType
    let modified: Instant
    let tag: String

    /// - Throws: what the answer lacks.
    init(_ headers: HeaderFields) throws(S3Failure) {
        size = try Self.size(headers)
        digest = headers[Self.digestField].flatMap { Digest(hex: $0) }
        type = headers["content-type"].flatMap { try? BlobType($0) } ?? .bytes
        modified = try Self.modified(headers)
        guard let tag = headers["etag"].flatMap(Self.tag) else { throw Self.lacks("ETag") }
        self.tag = tag
    }

    func blob(_ key: BlobKey) -> BlobInfo {
        BlobInfo(key: key, size: size, digest: digest, type: type, modified: modified, tag: tag)
    }

    /// A tag without its quotes.
    static func tag(_ text: String) -> String? {
        let tag = text.filter { $0 != "\"" }
        return tag.isEmpty || tag.contains(" ") ? nil : tag
    }

    /// Of a part it stands behind the slash of Content-Range (RFC 9110 §14.4).
    private static func size(_ headers: HeaderFields) throws(S3Failure) -> Int {
        let range = headers["content-range"]
        let text = range.map { $0.split(separator: "/").last.map(String.init) ?? "" } ?? headers["content-length"]
        guard let size = text.flatMap({ Int(asciiDigits: $0.utf8) }) else {
            throw lacks(range == nil ? "Content-Length" : "Content-Range")
        }
        return size
    }

    private static func modified(_ headers: HeaderFields) throws(S3Failure) -> Instant {
        guard let text = headers["last-modified"], let seconds = HTTPDate.seconds(text.utf8.span) else {
            throw lacks("Last-Modified")
        }
        return Instant(milliseconds: Int64(seconds) * 1000)
    }

    private static func lacks(_ name: String) -> S3Failure {
        S3Failure(.answer, "the store's answer lacks \(name), or it cannot be read")
    }
}
