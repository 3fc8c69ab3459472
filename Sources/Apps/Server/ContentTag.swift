import Crypto

/// An entity tag that follows from the content: the beginning of its SHA-256.
enum ContentTag {
    static func of(_ bytes: [UInt8]) -> String {
        Hex.encode(Array(SHA256.digest(of: bytes).bytes.prefix(16)))
    }
}
