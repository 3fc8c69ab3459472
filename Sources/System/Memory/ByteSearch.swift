private import Glibc

extension Span<UInt8> {
    /// The first place of `byte` at or after `start`.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        unsafe withUnsafeBufferPointer { bytes in
            guard start >= 0, start < bytes.count, let base = bytes.baseAddress else { return nil }
            guard let hit = unsafe memchr(base + start, Int32(byte), bytes.count - start) else { return nil }
            return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
        }
    }
}

extension [UInt8] {
    /// Appends all of `bytes` at once.
    @inlinable package mutating func append(span bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Appends the bytes of a literal.
    @inlinable package mutating func append(_ text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Moves the bytes of `range` to the front; what stood there is overwritten.
    package mutating func moveToFront(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        unsafe withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe _ = memmove(base, base + range.lowerBound, range.count)
        }
    }
}

extension StaticString {
    /// Where a literal lies, as a number: what lies at one place with one length is one text.
    package var place: UInt {
        hasPointerRepresentation ? unsafe UInt(bitPattern: utf8Start) : UInt(unicodeScalar.value)
    }

    /// The byte at a place of a literal in UTF-8.
    @inlinable package subscript(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < utf8CodeUnitCount)
        return unsafe utf8Start[index]
    }
}
