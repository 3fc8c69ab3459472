private import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
@safe package struct SHA256: ~Copyable {
    private var state = SHA256_CTX()

    package init() { unsafe SHA256_Init(&state) }

    private init(_ state: SHA256_CTX) { self.state = state }

    /// The same, so far: two messages that begin alike are hashed once.
    package func copy() -> SHA256 { SHA256(state) }

    package mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { piece in
            guard let base = piece.baseAddress else { return }
            unsafe SHA256_Update(&state, base, piece.count)
        }
    }

    package consuming func finish() -> Digest {
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4) { words in
            _ = unsafe words.withMemoryRebound(to: UInt8.self) { unsafe SHA256_Final($0.baseAddress, &state) }
            return unsafe Digest(bigEndian: words[0], words[1], words[2], words[3])
        }
    }

    /// The hash of bytes that are all there.
    package static func digest(of bytes: Span<UInt8>) -> Digest {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The hash of bytes that are all there.
    package static func digest(of bytes: [UInt8]) -> Digest { digest(of: bytes.span) }
}
