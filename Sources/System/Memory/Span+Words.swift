extension Span<UInt8> {
    /// Up to eight bytes from `start` on as one number, the first of them in its lowest byte; the others are zero.
    @inlinable @inline(__always) package func word(at start: Int, count: Int) -> UInt64 {
        precondition(start >= 0 && count >= 0 && count <= 8 && start <= self.count &- count)
        if count == 0 { return 0 }
        let mask = UInt64.max >> UInt64(64 &- 8 &* count)
        return unsafe withUnsafeBytes { bytes in
            if start &+ 8 <= bytes.count {
                return unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian & mask
            }
            // Nothing is read beyond the end: two parts that may overlap.
            if count >= 4 {
                let low = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self).littleEndian
                let last = count &- 4
                let high = unsafe bytes.loadUnaligned(fromByteOffset: start &+ last, as: UInt32.self).littleEndian
                return UInt64(low) | UInt64(high) << UInt64(8 &* last)
            }
            let ends = unsafe UInt64(bytes[start]) | UInt64(bytes[start &+ count &- 1]) << UInt64(8 &* (count &- 1))
            return count < 3 ? ends : unsafe ends | UInt64(bytes[start &+ 1]) << 8
        }
    }

    /// The bytes from `start` up to the next `separator` or the end: where they end, and a number that tells them from
    /// nearly all others; of up to eight bytes it is the one that `word` reads, and tells them from all.
    @inlinable @inline(__always)
    package func part(from start: Int, until separator: UInt8) -> (end: Int, key: UInt64) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = start
        var key: UInt64 = 0
        while at < count {
            let size = Swift.min(8, count &- at)
            let bytes = word(at: at, count: size)
            let differing = bytes ^ UInt64(separator) &* ones
            // The lowest bit set is that of the first separator (Warren, "Hacker's Delight", §6-1).
            let found = (differing &- ones) & ~differing & ones << 7
            let length = Swift.min(size, found.trailingZeroBitCount / 8)
            if length > 0 {
                let part = bytes & .max >> UInt64(64 &- 8 &* length)
                key = at == start ? part : (key ^ key >> 29 ^ part) &* 0x9E37_79B9_7F4A_7C15
            }
            at &+= length
            if length < size { break }
        }
        return (at, key)
    }

    /// Whether all bytes are the same, compared eight at a step.
    @inlinable package func isEqual(to other: Span<UInt8>) -> Bool { isEqual(to: other) { $0 } }

    /// Equal but for the case of ASCII letters, compared eight bytes at a step.
    @inlinable package func isEqual(folding other: Span<UInt8>) -> Bool { isEqual(to: other, Self.folded) }

    /// Equal but for the case of ASCII letters; `text` is in lower case.
    @inlinable @inline(__always) package func isEqual(folding text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount
            && isEqual(folding: unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether all bytes are the same once eight at a time were made even. The last step may overlap the one before.
    @inlinable @inline(__always)
    func isEqual(to other: Span<UInt8>, _ evened: (UInt64) -> UInt64) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBytes { one in
            unsafe other.withUnsafeBytes { other in
                guard let one = one.baseAddress, let other = other.baseAddress else { return true }
                if count < 8 { return unsafe Self.isEqual(one, other, count: count, evened) }
                var at = 0
                while true {
                    let left = unsafe one.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                    let right = unsafe other.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                    if left != right, evened(left) != evened(right) { return false }
                    if at == count &- 8 { return true }
                    at = Swift.min(at &+ 8, count &- 8)
                }
            }
        }
    }

    /// The same for fewer than eight bytes.
    @inlinable @inline(__always)
    static func isEqual(
        _ one: UnsafeRawPointer, _ other: UnsafeRawPointer, count: Int, _ evened: (UInt64) -> UInt64
    ) -> Bool {
        for at in 0..<count {
            let left = unsafe UInt64(one.load(fromByteOffset: at, as: UInt8.self))
            let right = unsafe UInt64(other.load(fromByteOffset: at, as: UInt8.self))
            if left != right, evened(left) != evened(right) { return false }
        }
        return true
    }

    /// Eight bytes with their ASCII letters in lower case.
    @inlinable @inline(__always) static func folded(_ bytes: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        let low = bytes & ~tops
        // The top bit of each byte from `A` on, and of each beyond `Z`; nothing is carried to a neighbor.
        let fromA = low &+ ones &* (0x80 - 0x41), beyondZ = low &+ ones &* (0x7F - 0x5A)
        let capitals = (fromA ^ beyondZ) & ~bytes & tops
        return bytes | capitals >> 2
    }
}
