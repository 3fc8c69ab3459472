/// Which bytes of a blob are asked for. It means what a range of HTTP means (RFC 9110 §14.1.2).
package enum BlobRange: Sendable, Hashable {
    case whole
    /// From there to the end.
    case from(Int)
    /// These, as far as there are so many.
    case bytes(Range<Int>)
    /// So many at the end, or all if there are fewer.
    case last(Int)

    /// Which bytes these are of a blob of that size. Refused is what begins at its end or beyond, and what asks for
    /// nothing.
    package func resolved(size: Int) throws(BlobError) -> Range<Int> {
        switch self {
        case .whole: return 0..<size
        case .from(let start) where start >= 0 && start < size: return start..<size
        case .bytes(let range) where range.lowerBound >= 0 && range.lowerBound < size && !range.isEmpty:
            return range.lowerBound..<min(range.upperBound, size)
        case .last(let count) where count > 0 && size > 0: return max(0, size - count)..<size
        case .from, .bytes, .last:
            throw BlobError(.outside, "there is nothing in this range: the blob has \(size) bytes")
        }
    }
}
