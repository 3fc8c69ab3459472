/// What kind of bytes a blob holds, as a media type (RFC 9110 §8.3.1): `text/plain; charset=utf-8`. It is kept as it
/// was given.
package struct BlobType: Sendable, Hashable {
    package static let mostBytes = 127

    package let text: String

    /// Bytes of which nothing more is known.
    package static let bytes = BlobType(parsed: "application/octet-stream")

    private init(parsed text: String) { self.text = text }

    package init(_ text: String) throws(BlobError) {
        let isPrintable = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        let isTrimmed = text.utf8.first != 0x20 && text.utf8.last != 0x20
        guard isPrintable, isTrimmed, text.utf8.count <= Self.mostBytes, Self.hasTwoParts(text) else {
            throw BlobError(
                .invalid,
                "“\(text.prefix(80))” is no content type: it must be like text/plain, of at most 127 ASCII characters")
        }
        self.init(parsed: text)
    }

    private static func hasTwoParts(_ text: String) -> Bool {
        let parts = text.utf8.prefix { $0 != UInt8(ascii: ";") }
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
    }
}

extension BlobType: CustomStringConvertible {
    package var description: String { text }
}
