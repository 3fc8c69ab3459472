/// Base64 (RFC 4648 §4, with padding) and base64url (§5, without). One text for each sequence of bytes: reading refuses
/// white space, the other alphabet, padding that is missing or superfluous, and bits that would be dropped.
package enum Base64 {
    package enum Variant: Sendable { case standard, url }

    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let url = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let padding = UInt8(ascii: "=")

    package static func encode(_ bytes: [UInt8], _ variant: Variant = .standard) -> String {
        let alphabet = variant == .url ? url : standard
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for index in 0..<3 { group = group << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
            for index in 0..<4 where index <= count {
                text.append(alphabet[Int(group >> UInt32(18 - 6 * index) & 63)])
            }
            if variant == .standard { text += [UInt8](repeating: padding, count: 3 - count) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func decode(_ text: String, _ variant: Variant = .standard) -> [UInt8]? {
        decode(Array(text.utf8)[...], variant)
    }

    package static func decode(_ text: ArraySlice<UInt8>, _ variant: Variant = .standard) -> [UInt8]? {
        var text = text
        if variant == .standard {
            guard text.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where text.last == padding { text.removeLast() }
        }
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var bits = 0
        for character in text {
            guard let value = value(character, variant) else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
                group &= 1 << UInt32(bits) - 1
            }
        }
        return group == 0 ? bytes : nil
    }

    private static func value(_ character: UInt8, _ variant: Variant) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+") where variant == .standard, UInt8(ascii: "-") where variant == .url: 62
        case UInt8(ascii: "/") where variant == .standard, UInt8(ascii: "_") where variant == .url: 63
        default: nil
        }
    }
}
