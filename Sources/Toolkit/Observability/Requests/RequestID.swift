import Machine

/// The name of one request, which its answer, its log lines and its errors carry.
package struct RequestID: Sendable, Hashable {
    /// Most are numbers until somebody reads them.
    enum Name: Sendable, Hashable {
        case numbers(high: UInt64, low: UInt64)
        case text(String)
    }

    let name: Name

    /// The numbers that the server gave it, if it is such a name.
    package var numbers: (high: UInt64, low: UInt64)? {
        if case .numbers(let high, let low) = name { (high, low) } else { nil }
    }

    /// A new one: 13 digits of base 32, which a `String` holds without memory of its own.
    package init() {
        var rest = RandomNumbers.next()
        var digits = InlineArray<13, UInt8>(repeating: 0)
        for place in digits.indices {
            let digit = UInt8(truncatingIfNeeded: rest) & 31
            // Letters, but for i, l, o and u, which people misread or take offence at (Crockford's base 32).
            digits[place] = Self.alphabet[Int(digit)]
            rest >>= 5
        }
        do {
            name = .text(String(copying: try UTF8Span(validating: digits.span)))
        } catch {
            name = .text(String(decoding: digits.indices.map { digits[$0] }, as: UTF8.self))
        }
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// The name that a server gave: two numbers, written as 32 hexadecimal digits.
    package init(high: UInt64, low: UInt64) { name = .numbers(high: high, low: low) }

    /// One that came with the request, if it is sane: 1 to 128 characters of letters, digits, `.`, `_`, `-`, `:`.
    package init?(header: some Collection<UInt8>) {
        guard (1...128).contains(header.count), header.allSatisfy(Self.isAllowed) else { return nil }
        name = .text(String(decoding: header, as: UTF8.self))
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension RequestID: CustomStringConvertible {
    package var description: String {
        switch name {
        case .text(let text): return text
        case .numbers(let high, let low):
            var digits = LineBuffer()
            digits.append(hexadecimal: high)
            digits.append(hexadecimal: low)
            return digits.text
        }
    }
}
