/// The beginning of keys, by which they are listed: nothing, or bytes of keys. It may end within a segment: `runs/4`
/// is the beginning of `runs/42/model`.
package struct BlobPrefix: Sendable, Hashable {
    package let text: String

    /// All keys begin with nothing.
    package static let all = BlobPrefix(parsed: "")

    private init(parsed text: String) { self.text = text }

    package init(_ text: String) throws(BlobError) {
        let segments = BlobKey.segments(of: text.utf8[...])
        guard text.utf8.count <= BlobKey.mostBytes, segments.dropLast().allSatisfy(BlobKey.isSegment),
            segments.last.map(BlobKey.isPartOfSegment) ?? true
        else { throw BlobError(.invalid, "“\(text.prefix(80))” begins no key: \(BlobKey.rule)") }
        self.init(parsed: text)
    }

    package func begins(_ key: BlobKey) -> Bool { key.text.utf8.starts(with: text.utf8) }
}
