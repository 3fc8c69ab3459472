import Testing

@testable import Crypto

@Suite struct SHA256Tests {
    /// FIPS 180-4's examples, as NIST publishes them, and the empty message.
    static let vectors: [(message: [UInt8], digest: String)] = [
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            Array(
                ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                    + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").utf8),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: vectors.indices)
    func `a published message has its published hash`(index: Int) {
        let (message, digest) = Self.vectors[index]
        #expect(SHA256.digest(of: message).description == digest)
    }

    @Test func `a message in two pieces has the hash of the whole, wherever it is cut`() {
        let message = (0..<200).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let whole = SHA256.digest(of: message)
        for cut in 0...message.count {
            var hash = SHA256()
            hash.update(message.span.extracting(0..<cut))
            hash.update(message.span.extracting(cut..<message.count))
            #expect(hash.finish() == whole)
        }
    }

    @Test func `a copy goes its own way`() {
        var hash = SHA256()
        hash.update(Array("ab".utf8).span)
        var other = hash.copy()
        hash.update(Array("c".utf8).span)
        other.update(Array("d".utf8).span)
        #expect(hash.finish() == SHA256.digest(of: Array("abc".utf8)))
        #expect(other.finish() == SHA256.digest(of: Array("abd".utf8)))
    }

    @Test func `a digest is written and read as 64 digits`() throws {
        let digest = SHA256.digest(of: Array("abc".utf8))
        #expect(Digest(hex: digest.description) == digest)
        #expect(Digest(digest.bytes) == digest)
        #expect(digest.bytes.count == 32)
        for wrong in ["", "ab", String(digest.description.dropLast(2)), digest.description + "00"] {
            #expect(Digest(hex: wrong) == nil)
        }
        for index in 0..<32 {
            var bytes = digest.bytes
            bytes[index] ^= 1
            #expect(Digest(bytes) != digest)
        }
    }
}
