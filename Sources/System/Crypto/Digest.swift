/// What SHA-256 makes of bytes: 32 bytes. Compares in constant time.
package struct Digest: Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(bigEndian a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        words = (UInt64(bigEndian: a), UInt64(bigEndian: b), UInt64(bigEndian: c), UInt64(bigEndian: d))
    }

    /// Exactly 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        func word(_ index: Int) -> UInt64 {
            bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// 64 hexadecimal digits of either case.
    package init?(hex text: String) {
        guard let bytes = Hex.decode(text) else { return nil }
        self.init(bytes)
    }

    /// 32 of them.
    package var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }
}

extension Digest: Hashable {
    package static func == (a: Digest, b: Digest) -> Bool {
        (a.words.0 ^ b.words.0) | (a.words.1 ^ b.words.1) | (a.words.2 ^ b.words.2) | (a.words.3 ^ b.words.3) == 0
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.3)
    }
}

extension Digest: CustomStringConvertible {
    /// 64 hexadecimal digits in lower case.
    package var description: String { Hex.encode(bytes) }
}
