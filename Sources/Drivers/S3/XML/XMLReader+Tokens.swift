import Basics

extension XMLReader {
    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    func fault(_ reason: XMLFault.Reason) -> XMLFault { XMLFault(reason: reason, place: at) }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// Takes `text` if it comes next.
    mutating func take(_ text: String) -> Bool {
        guard bytes[at...].starts(with: text.utf8) else { return false }
        at += text.utf8.count
        return true
    }

    mutating func skipSpace() {
        while let byte = next, Self.isSpace(byte) { at += 1 }
    }

    mutating func skip(past mark: String) throws(XMLFault) {
        while at < bytes.count {
            if take(mark) { return }
            at += 1
        }
        throw fault(.end)
    }

    /// A name without its prefix. Letters, digits and `-_.` of ASCII are all that S3 uses.
    mutating func name() throws(XMLFault) -> String {
        let start = at
        while let byte = next, Self.isOfName(byte) { at += 1 }
        let parts = bytes[start..<at].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let local = parts.last, parts.allSatisfy(Self.beginsName) else {
            throw fault(at == bytes.count ? .end : .name)
        }
        return String(decoding: local, as: UTF8.self)
    }

    private static func beginsName(_ part: ArraySlice<UInt8>) -> Bool {
        guard let first = part.first else { return false }
        return first.isASCIILetter || first == UInt8(ascii: "_")
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || "-_.:".utf8.contains(byte)
    }

    /// Reads past the attributes of a tag, which are checked and dropped.
    mutating func attributes() throws(XMLFault) {
        var names: Set<String> = []
        while true {
            let start = at
            skipSpace()
            guard let byte = next, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") else { return }
            guard at > start else { throw fault(.attribute) }
            let nameStart = at
            _ = try name()
            guard names.insert(String(decoding: bytes[nameStart..<at], as: UTF8.self)).inserted else {
                throw fault(.attribute)
            }
            skipSpace()
            guard take("=") else { throw fault(.attribute) }
            skipSpace()
            guard let quote = next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                throw fault(.attribute)
            }
            at += 1
            _ = try text(before: quote)
            at += 1
        }
    }

    /// Text up to `end`, which is left, with its entities replaced.
    mutating func text(before end: UInt8) throws(XMLFault) -> String {
        var text: [UInt8] = []
        while let byte = next, byte != end {
            switch byte {
            case UInt8(ascii: "&"): text += try entity().utf8
            case UInt8(ascii: "<"): throw fault(.character)
            case 0x0D:
                // A line ends with a line feed, however it was written (XML 1.0 §2.11).
                at += 1
                if next != 0x0A { text.append(0x0A) }
            case 0..<0x20 where !Self.isSpace(byte): throw fault(.character)
            default:
                text.append(byte)
                at += 1
            }
        }
        guard at < bytes.count else { throw fault(.end) }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func entity() throws(XMLFault) -> String {
        let start = at
        let rest = bytes[(at + 1)...].prefix(10)
        guard let end = rest.firstIndex(of: UInt8(ascii: ";")), let text = Self.meaning(of: rest[..<end]) else {
            throw XMLFault(reason: .entity, place: start)
        }
        at = end + 1
        return text
    }

    private static func meaning(of entity: ArraySlice<UInt8>) -> String? {
        switch String(decoding: entity, as: UTF8.self) {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard entity.first == UInt8(ascii: "#") else { return nil }
            return number(entity.dropFirst()).flatMap(Unicode.Scalar.init).flatMap(character)
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard digits.first == UInt8(ascii: "x") else { return UInt32(asciiDigits: digits) }
        let digits = digits.dropFirst()
        guard (1...6).contains(digits.count) else { return nil }
        var value: UInt32 = 0
        for digit in digits {
            guard let digit = digit.hexadecimalValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// XML 1.0 §2.2: no controls but tab, line feed and carriage return, and not the two that are no characters.
    private static func character(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: String(Character(scalar))
        default: nil
        }
    }
}
