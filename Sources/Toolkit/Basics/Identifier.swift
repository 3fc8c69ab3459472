/// A name that no other thing has, for a thing of kind `Kind`: 32 lower-case hexadecimal digits.
///
/// A new one is a UUID of version 7 (RFC 9562 §5.7) without its hyphens: it begins with the time, so that rows written
/// together lie together in an index. One that came from outside may be any 128 bits.
package struct Identifier<Kind>: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    package init(at instant: Instant, using generator: inout some RandomNumberGenerator) {
        let time = UInt64(max(0, instant.milliseconds)) & 0xFFFF_FFFF_FFFF
        high = time << 16 | 0x7000 | UInt64.random(in: 0..<(1 << 12), using: &generator)
        low = UInt64.random(in: 0..<(1 << 62), using: &generator) | 1 << 63
    }

    /// A new one, made now.
    package init() {
        var generator = SystemRandomNumberGenerator()
        self.init(at: .now, using: &generator)
    }
}

extension Identifier: LosslessStringConvertible {
    /// Refuses all but 32 lower-case hexadecimal digits, so that one thing has one spelling.
    package init?(_ text: String) { self.init(utf8: text.utf8) }

    package init?(utf8 bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for byte in bytes {
            guard let digit = byte.hexadecimalValue, byte.isASCIIDigit || byte >= 0x61 else { return nil }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
        }
        self.high = high
        self.low = low
    }

    package var description: String {
        let digits = (0..<32).map { index -> UInt8 in
            let word = index < 16 ? high : low
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - index % 16 * 4) & 15)
            return digit < 10 ? digit + 0x30 : digit + 0x57
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

extension Identifier: Comparable {
    package static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let identifier = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected 32 lower-case hexadecimal digits")
        }
        self = identifier
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
