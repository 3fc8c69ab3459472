/// The number of a trace: 16 bytes, not all zero.
package struct TraceID: Sendable, Hashable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init?(high: UInt64, low: UInt64) {
        guard high | low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    /// A new one.
    package init() { self.init(RandomNumbers.next(), nonzero: RandomNumbers.next() | 1) }

    init(_ high: UInt64, nonzero low: UInt64) {
        self.high = high
        self.low = low
    }

    package var bytes: [UInt8] { Hexadecimal.bytes(high) + Hexadecimal.bytes(low) }
    package var description: String {
        var text: [UInt8] = []
        Hexadecimal.append(high, to: &text)
        Hexadecimal.append(low, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

/// The number of a span: 8 bytes, not all zero.
package struct SpanID: Sendable, Hashable, CustomStringConvertible {
    package let value: UInt64

    package init?(_ value: UInt64) {
        guard value != 0 else { return nil }
        self.value = value
    }

    /// A new one.
    package init() { value = RandomNumbers.next() | 1 }

    init(nonzero value: UInt64) { self.value = value }

    package var bytes: [UInt8] { Hexadecimal.bytes(value) }
    package var description: String {
        var text: [UInt8] = []
        Hexadecimal.append(value, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

/// Numbers as lower-case hexadecimal digits, the only ones that trace headers may hold.
enum Hexadecimal {
    static func append(_ value: UInt64, to text: inout [UInt8]) {
        var digits = InlineArray<16, UInt8>(repeating: 0)
        var rest = value
        for place in digits.indices.reversed() {
            let digit = UInt8(truncatingIfNeeded: rest) & 15
            digits[place] = digit < 10 ? 0x30 &+ digit : 0x57 &+ digit
            rest >>= 4
        }
        for place in digits.indices { text.append(digits[place]) }
    }

    static func bytes(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    }

    /// Reads up to 16 digits; nil when there is anything else among them.
    static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(digit - 0x57)
            default: return nil
            }
        }
        return value
    }
}
