/// A set of characters: some of ASCII, and either all or none of those beyond it.
package struct Alphabet: Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private let beyondASCII: Bool

    /// The ASCII characters of a text.
    package init(_ characters: String) {
        beyondASCII = false
        for byte in characters.utf8 { insert(byte) }
    }

    private init(ranges: [ClosedRange<UInt8>], beyondASCII: Bool) {
        self.beyondASCII = beyondASCII
        for range in ranges { for byte in range { insert(byte) } }
    }

    package static let digits = Alphabet("0123456789")
    package static let letters = Alphabet(ranges: [0x41...0x5A, 0x61...0x7A], beyondASCII: false)
    /// Everything but the control characters of ASCII.
    package static let printable = Alphabet(ranges: [0x20...0x7E], beyondASCII: true)

    package static func + (one: Alphabet, other: Alphabet) -> Alphabet {
        var sum = Alphabet(ranges: [], beyondASCII: one.beyondASCII || other.beyondASCII)
        sum.low = one.low | other.low
        sum.high = one.high | other.high
        return sum
    }

    private mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }

    package func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return low & 1 << UInt64(byte) != 0 }
        if byte < 128 { return high & 1 << UInt64(byte - 64) != 0 }
        return beyondASCII
    }

    /// The set as a class of a regular expression, in the part of ECMA-262 that other dialects share.
    package var pattern: String {
        // Beyond ASCII, ranges are written differently everywhere: name what is left out instead.
        "[" + (beyondASCII ? "^" : "") + classMembers(where: { contains($0) != beyondASCII }) + "]"
    }

    private func classMembers(where isMember: (UInt8) -> Bool) -> String {
        var parts = ""
        var byte: UInt8 = 0
        while byte < 128 {
            guard isMember(byte) else {
                byte += 1
                continue
            }
            var last = byte
            while last < 127, isMember(last + 1) { last += 1 }
            parts += Self.escaped(byte)
            if last > byte { parts += (last > byte + 1 ? "-" : "") + Self.escaped(last) }
            byte = last + 1
        }
        return parts
    }

    private static func escaped(_ byte: UInt8) -> String {
        guard byte >= 0x20, byte < 0x7F else {
            return "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        let text = String(UnicodeScalar(byte))
        return ["\\", "]", "[", "^", "-"].contains(text) ? "\\" + text : text
    }
}
