/// Where a blob lies in its store: segments between slashes.
///
/// Every store takes the same keys, so that what works in a directory works in S3: letters, digits and `_ . = -` of
/// ASCII; no empty segment, and none that is `.` or `..`, which would mean something else to a file system or to the
/// path of a URL. Keys are compared and listed by their bytes.
package struct BlobKey: Sendable, Hashable {
    /// S3 allows 1,024 bytes, of which a store's own prefix may take 256.
    package static let mostBytes = 768
    /// File systems allow 255 bytes, of which a directory's own marks may take 15.
    package static let mostBytesOfSegment = 240

    /// What is right, as the end of a sentence.
    package static let rule = """
        a key must be segments of ASCII letters, digits and _ . = - with one slash between them, none of them . or .., \
        of at most 240 bytes each and 768 in all
        """

    package let text: String

    package init(_ text: String) throws(BlobError) {
        guard text.utf8.count <= Self.mostBytes, Self.segments(of: text.utf8[...]).allSatisfy(Self.isSegment) else {
            throw BlobError(.invalid, "“\(text.prefix(80))” is no key: \(Self.rule)")
        }
        self.text = text
    }

    package var segments: [Substring] { text.split(separator: "/") }

    static func segments(of text: Substring.UTF8View) -> [Substring.UTF8View] {
        text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    static func isSegment(_ bytes: Substring.UTF8View) -> Bool {
        isPartOfSegment(bytes) && !bytes.isEmpty && !bytes.elementsEqual(".".utf8) && !bytes.elementsEqual("..".utf8)
    }

    static func isPartOfSegment(_ bytes: Substring.UTF8View) -> Bool {
        bytes.count <= mostBytesOfSegment && bytes.allSatisfy(\.isKeyByte)
    }
}

extension BlobKey: Comparable {
    package static func < (a: BlobKey, b: BlobKey) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
}

extension BlobKey: CustomStringConvertible {
    package var description: String { text }
}

extension UInt8 {
    fileprivate var isKeyByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "="),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
