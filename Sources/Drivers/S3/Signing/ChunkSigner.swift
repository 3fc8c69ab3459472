import Basics
import Crypto
import Memory

/// Signs a body in chunks while it is sent, each over the one before, so that a stream is guarded where there is no TLS
/// (AWS, "Signature calculations for the Authorization header: transferring payload in multiple chunks").
struct ChunkSigner: Sendable {
    /// How much is held until it is signed. AWS wants 8 KiB at least.
    static let chunkSize = 128 * 1024
    private static let mark = "AWS4-HMAC-SHA256-PAYLOAD"

    private let key: [UInt8]
    private let time: SigningTime
    private let scope: String
    /// The signature of what came before; first that of the head.
    private var previous: String

    init(key: [UInt8], time: SigningTime, scope: String, seed: String) {
        self.key = key
        self.time = time
        self.scope = scope
        previous = seed
    }

    /// A chunk as it travels; an empty one ends the body.
    mutating func chunk(_ bytes: Span<UInt8>) -> [UInt8] {
        let text = [
            Self.mark, time.text, scope, previous, "\(SHA256.digest(of: []))", "\(SHA256.digest(of: bytes))",
        ].joined(separator: "\n")
        previous = "\(HMAC(key: key).code(of: Array(text.utf8)))"
        var chunk = Array(Self.head(bytes.count, previous).utf8)
        chunk.reserveCapacity(chunk.count + bytes.count + 2)
        chunk.append(span: bytes)
        return chunk + [0x0D, 0x0A]
    }

    private static func head(_ count: Int, _ signature: String) -> String {
        "\(String(count, radix: 16));chunk-signature=\(signature)\r\n"
    }

    /// How long a body of so many bytes is with all that goes round its chunks.
    static func encodedLength(of length: Int) -> Int {
        let signature = String(repeating: "0", count: 64)
        let (full, rest) = length.quotientAndRemainder(dividingBy: chunkSize)
        let around = { (count: Int) in head(count, signature).utf8.count + count + 2 }
        return full * around(chunkSize) + (rest > 0 ? around(rest) : 0) + around(0)
    }
}
