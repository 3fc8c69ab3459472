import Basics
import Sockets

/// The URL of an outside service, such as `postgresql://apus:secret@db:5432/apus` (RFC 3986 §3).
///
/// Its description hides the password; `text` has it.
package struct ServiceURL: Sendable, Hashable {
    /// As it was written.
    package let text: String
    package let scheme: String
    /// Percent-encoded, as they were written.
    package let user: String?
    package let password: String?
    /// Empty when the URL names none; an IPv6 literal stands without its brackets.
    package let host: String
    package let port: UInt16?
    /// With its leading slash, percent-encoded; empty when there is none.
    package let path: String
    package let query: String?

    /// Refuses spaces, controls, a fragment, and what has no `scheme://`.
    package init?(_ text: String) {
        let visible = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !Self.excluded.contains($0) }
        guard visible, let mark = text.range(ofASCII: "://") else { return nil }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard let first = scheme.utf8.first, first.isASCIILetter,
            scheme.utf8.allSatisfy({ $0.isASCIIDigit || $0.isASCIILetter || "+-.".utf8.contains($0) })
        else { return nil }
        var rest = text[mark.upperBound...]
        let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        var authority = rest[..<end]
        rest = rest[end...]

        var login: Substring?
        if let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) {
            login = authority[..<at]
            authority = authority[authority.utf8.index(after: at)...]
        }
        guard let (host, port) = Self.hostAndPort(authority) else { return nil }
        let parts = login?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let question = rest.utf8.firstIndex(of: UInt8(ascii: "?"))

        self.text = text
        self.scheme = scheme
        user = parts?.first.map(String.init)
        password = parts.flatMap { $0.count == 2 ? String($0[1]) : nil }
        self.host = host
        self.port = port
        path = String(rest[..<(question ?? rest.endIndex)])
        query = question.map { String(rest[rest.utf8.index(after: $0)...]) }
    }

    private static let excluded = Array("\"<>\\^`{|}#".utf8)

    /// RFC 3986 §3.2: a name or an IPv4 literal, or an IPv6 literal in brackets, and a port if one is named.
    private static func hostAndPort(_ authority: Substring) -> (String, UInt16?)? {
        let bytes = authority.utf8
        let hasBracket = bytes.first == UInt8(ascii: "[")
        let end = hasBracket ? bytes.firstIndex(of: UInt8(ascii: "]")).map { bytes.index(after: $0) } : nil
        guard hasBracket == (end != nil) else { return nil }
        let hostEnd = end ?? bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let host = bytes[..<hostEnd]
        if hasBracket {
            guard IPAddress(String(authority[..<hostEnd].dropFirst().dropLast()))?.isIPv6 == true else { return nil }
        } else {
            guard host.count <= 253, host.allSatisfy(Self.isOfName) else { return nil }
        }
        let name = String(hasBracket ? authority[..<hostEnd].dropFirst().dropLast() : authority[..<hostEnd])
        guard hostEnd != bytes.endIndex else { return (name, nil) }
        guard bytes[hostEnd] == UInt8(ascii: ":"), !name.isEmpty,
            let port = UInt16(asciiDigits: bytes[bytes.index(after: hostEnd)...])
        else { return nil }
        return (name, port)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || byte.isASCIILetter || "-._".utf8.contains(byte)
    }
}

extension ServiceURL: CustomStringConvertible, CustomReflectable {
    package var description: String {
        guard let password, let mark = text.range(ofASCII: "://") else { return text }
        let start = text.utf8.index(mark.upperBound, offsetBy: (user?.utf8.count ?? 0) + 1)
        let end = text.utf8.index(start, offsetBy: password.utf8.count)
        return text[..<start] + "***" + text[end...]
    }

    package var customMirror: Mirror { Mirror(self, children: ["text": description]) }
}

extension String {
    fileprivate func range(ofASCII mark: String) -> Range<Index>? {
        var start = utf8.startIndex
        while start != utf8.endIndex {
            if utf8[start...].starts(with: mark.utf8) {
                return start..<utf8.index(start, offsetBy: mark.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
