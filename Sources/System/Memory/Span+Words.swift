extension Span<UInt8> {
    /// Up to eight bytes from `start` on as one number, the first of them in its lowest byte; the others are zero.
    @inlinable package func word(at start: Int, count: Int) -> UInt64 {
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

    /// Whether all bytes are the same, compared eight at a step.
    @inlinable package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var i = 0
        while i < count {
            let step = Swift.min(8, count &- i)
            if word(at: i, count: step) != other.word(at: i, count: step) { return false }
            i &+= step
        }
        return true
    }
}
