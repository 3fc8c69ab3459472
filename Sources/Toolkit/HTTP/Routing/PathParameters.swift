import Memory

/// The values that a path gave to the parameters of its route, decoded, in the route's order.
@usableFromInline package struct PathParameters: Sendable {
    /// More parameters than this no route has.
    package static let capacity = 8

    /// What the ranges are of: the path as it was sent, or a decoded copy when it had anything to decode.
    var bytes: ArraySlice<UInt8>
    private var ranges = InlineArray<8, Extent>(repeating: Extent())
    package private(set) var count = 0
    /// Which parameters hold a slash, a bit each.
    private(set) var slashes: UInt8 = 0

    package init(_ path: ArraySlice<UInt8>) { bytes = path }

    /// The bytes of a parameter, which are UTF-8 without NUL; empty for one that the route does not have.
    package subscript(_ index: Int) -> ArraySlice<UInt8> {
        guard index >= 0, index < count else { return [] }
        let range = ranges[index].range
        return bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
    }

    /// A parameter as text.
    package func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

    /// Takes a part of the path for the next parameter. A segment that was decoded may hold slashes of its own.
    mutating func push(_ range: Range<Int>, of path: Span<UInt8>, isDecoded: Bool) {
        guard count < Self.capacity else { return }
        if isDecoded, path.extracting(range).firstIndex(of: 0x2F, from: 0) != nil {
            slashes |= 1 << UInt8(truncatingIfNeeded: count)
        }
        ranges[count] = Extent(range)
        count += 1
    }

    /// A decoded path gets its slashes back, so that the rest of a path reads as one.
    mutating func settle() {
        for i in bytes.indices where bytes[i] == PathDecoder.separator { bytes[i] = 0x2F }
    }

    mutating func drop(to count: Int) {
        self.count = count
        slashes &= UInt8(truncatingIfNeeded: (1 << count) - 1)
    }
}
