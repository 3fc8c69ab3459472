/// HMAC-SHA-256 (RFC 2104) under one key, which is prepared once for many messages.
package struct HMAC: ~Copyable {
    private let inner: SHA256
    private let outer: SHA256

    /// A key of any length; best are 32 random bytes.
    package init(key: [UInt8]) {
        var block = key.count > 64 ? SHA256.digest(of: key).bytes : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        inner = Self.begun(block.map { $0 ^ 0x36 })
        outer = Self.begun(block.map { $0 ^ 0x5C })
    }

    private static func begun(_ pad: [UInt8]) -> SHA256 {
        var hash = SHA256()
        hash.update(pad.span)
        return hash
    }

    /// Begins a message that comes in pieces: `update` it, then `seal` it.
    package func begin() -> SHA256 { inner.copy() }

    /// Ends a message that was begun here.
    package func seal(_ message: consuming SHA256) -> Digest {
        let digest = message.finish().bytes
        var hash = outer.copy()
        hash.update(digest.span)
        return hash.finish()
    }

    /// The code of a message that is all there. Codes compare in constant time.
    package func code(of message: Span<UInt8>) -> Digest {
        var hash = begin()
        hash.update(message)
        return seal(hash)
    }

    /// The code of a message that is all there.
    package func code(of message: [UInt8]) -> Digest { code(of: message.span) }
}
