import Crypto

/// What a signature says of the body.
enum Payload: Sendable, Equatable {
    case digest(Digest)
    /// The body is not covered: TLS has to guard it.
    case unsigned
    /// The body follows in chunks that are signed one by one.
    case chunks

    static let empty = Payload.digest(SHA256.digest(of: []))

    /// As the field `x-amz-content-sha256` writes it.
    var text: String {
        switch self {
        case .digest(let digest): "\(digest)"
        case .unsigned: "UNSIGNED-PAYLOAD"
        case .chunks: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        }
    }
}
