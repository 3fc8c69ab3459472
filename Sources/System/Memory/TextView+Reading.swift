extension TextView {
    /// The byte at a place below `byteCount`.
    @inlinable package subscript(byte i: Int) -> UInt8 {
        @inline(__always) get {
            let own = unsafe own
            precondition(unsafe UInt(bitPattern: i) < UInt(bitPattern: own.pointee.byteCount))
            return unsafe own.pointee.bytes[i]
        }
    }

    /// The address of a part of the text, checked once.
    @inlinable @inline(__always) func address(_ offset: Int, _ count: Int) -> UnsafePointer<UInt8> {
        let own = unsafe own
        precondition(
            unsafe UInt(bitPattern: count) <= UInt(bitPattern: own.pointee.byteCount)
                && UInt(bitPattern: offset) <= UInt(bitPattern: own.pointee.byteCount &- count))
        return unsafe UnsafePointer(own.pointee.bytes + offset)
    }

    /// A part of the text; what is not UTF-8 in it becomes U+FFFD.
    @inlinable package func string(at offset: Int, count: Int) -> String {
        let start = unsafe address(offset, count)
        if let short = unsafe ShortText(UnsafeRawPointer(start), count: count) { return short.string }
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Whether a part of the text is ASCII.
    package func isASCII(at offset: Int, count: Int) -> Bool {
        let high: UInt64 = 0x8080_8080_8080_8080
        var place = unsafe UnsafeRawPointer(address(offset, count))
        var left = count
        while left > 8 {
            if unsafe place.loadUnaligned(as: UInt64.self) & high != 0 { return false }
            unsafe place += 8
            left &-= 8
        }
        return unsafe left == 0 || Self.head(place, left) & high == 0
    }

    /// Up to eight bytes, but none, as a word. Behind them is memory that can be loaded.
    @inlinable @inline(__always) static func head(_ place: UnsafeRawPointer, _ count: Int) -> UInt64 {
        unsafe UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
            &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
    }

    /// A copy of a part of the text.
    package func bytes(at offset: Int, count: Int) -> [UInt8] {
        unsafe [UInt8](UnsafeBufferPointer(start: address(offset, count), count: count))
    }

    /// Lends a part of the text, which cannot grow meanwhile.
    @inlinable package func withBytes<Result>(
        at offset: Int, count: Int, _ body: (borrowing Span<UInt8>) -> Result
    ) -> Result {
        let bytes = unsafe UnsafeBufferPointer(start: address(offset, count), count: count)
        let wasPinned = unsafe header.pointee.isPinned
        unsafe header.pointee.isPinned = true
        defer { unsafe header.pointee.isPinned = wasPinned }
        return unsafe body(Span(_unsafeElements: bytes))
    }

    /// Whether a part of the text is `name`.
    @inlinable @inline(__always)
    package func isEqual(at offset: Int, count: Int, to name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        return unsafe Self.same(address(offset, count), name.utf8Start, count)
    }

    /// Whether a part of the text is `name`, byte for byte.
    @inlinable @inline(__always)
    package func isEqual(at offset: Int, count: Int, to name: borrowing Span<UInt8>) -> Bool {
        guard count == name.count else { return false }
        let start = unsafe address(offset, count)
        return unsafe name.withUnsafeBufferPointer { other in
            guard let other = other.baseAddress else { return true }
            return unsafe Self.same(start, other, count)
        }
    }

    /// Whether two parts of the text are the same bytes.
    @inlinable @inline(__always)
    package func isEqual(at offset: Int, to other: Int, count: Int) -> Bool {
        unsafe Self.same(address(offset, count), address(other, count), count)
    }

    @inlinable @inline(__always)
    static func same(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let x = unsafe UnsafeRawPointer(a)
        let y = unsafe UnsafeRawPointer(b)
        var i = 0
        while i &+ 8 <= count {
            let (left, right) = unsafe (
                x.loadUnaligned(fromByteOffset: i, as: UInt64.self), y.loadUnaligned(fromByteOffset: i, as: UInt64.self)
            )
            if left != right { return false }
            i &+= 8
        }
        while i < count {
            if unsafe a[i] != b[i] { return false }
            i &+= 1
        }
        return true
    }
}
