/// The name of one request, which its answer, its log lines and its errors carry.
package struct RequestID: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// A new one: 13 digits of base 32, which a `String` holds without memory of its own.
    package init() {
        let digits: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"
        var rest = RandomNumbers.next()
        var text: [UInt8] = []
        text.reserveCapacity(13)
        let alphabet = Array(digits.description.utf8)
        for _ in 0..<13 {
            text.append(alphabet[Int(rest & 31)])
            rest >>= 5
        }
        description = String(decoding: text, as: UTF8.self)
    }

    /// One that came with the request, if it is sane: 1 to 128 characters of letters, digits, `.`, `_`, `-`, `:`.
    package init?(header: some Collection<UInt8>) {
        guard (1...128).contains(header.count), header.allSatisfy(Self.isAllowed) else { return nil }
        description = String(decoding: header, as: UTF8.self)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
