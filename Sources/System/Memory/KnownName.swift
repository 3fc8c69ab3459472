/// A name that is compared with many others: most of them are told apart by a word.
@usableFromInline package struct KnownName: Sendable {
    @usableFromInline let count: Int
    /// The first eight bytes at most, moved to the highest ones.
    @usableFromInline let head: UInt64
    @usableFromInline let bytes: [UInt8]

    package init(_ name: String) {
        bytes = Array(name.utf8)
        count = bytes.count
        head = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } &<< UInt64(64 - min(count, 8) * 8)
    }
}

extension TextView {
    /// Whether a part of the text is a name.
    @inlinable @inline(__always)
    package func isEqual(at offset: Int, count: Int, to name: KnownName) -> Bool {
        guard count == name.count, count > 0 else { return count == name.count }
        guard unsafe Self.head(address(offset, count), min(count, 8)) == name.head else { return false }
        return count <= 8 || isEqual(at: offset, count: count, to: name.bytes.span)
    }
}
