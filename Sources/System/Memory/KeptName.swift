/// The name of a key as bytes that are kept, for the moment.
@usableFromInline @safe package struct KeptName {
    /// `,"name":`, and in the last of 32 bytes the length of the name.
    @usableFromInline let cell: UnsafePointer<UInt8>

    @inlinable @inline(__always) init(_ cell: UnsafeMutablePointer<UInt8>) {
        unsafe self.cell = unsafe UnsafePointer(cell)
    }

    @inlinable package var count: Int { @inline(__always) get { unsafe Int(truncatingIfNeeded: cell[31]) } }

    /// Lends the bytes.
    @inlinable package func withBytes<Result>(_ body: (borrowing Span<UInt8>) -> Result) -> Result {
        unsafe body(Span(_unsafeElements: UnsafeBufferPointer(start: cell + 2, count: count)))
    }

    /// Whether a name is short enough, and needs no escapes.
    static func fits(_ name: String) -> Bool {
        1...27 ~= name.utf8.count && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
    }

    static func fill(_ cell: UnsafeMutablePointer<UInt8>, with name: String) {
        precondition(fits(name))
        var place = unsafe cell
        for byte in ",\"\(name)\":".utf8 {
            unsafe place.pointee = byte
            unsafe place += 1
        }
        unsafe cell[31] = UInt8(name.utf8.count)
    }
}

extension TextView {
    /// Whether a part of the text is a name.
    @inlinable @inline(__always)
    package func isEqual(at offset: Int, count: Int, to name: KeptName) -> Bool {
        guard count == name.count else { return false }
        var text = unsafe UnsafeRawPointer(address(offset, count))
        var cell = unsafe UnsafeRawPointer(name.cell + 2)
        var left = count
        while left > 8 {
            if unsafe text.loadUnaligned(as: UInt64.self) != cell.loadUnaligned(as: UInt64.self) { return false }
            unsafe (text, cell) = unsafe (text + 8, cell + 8)
            left &-= 8
        }
        return unsafe Self.head(text, left) == Self.head(cell, left)
    }

    /// Appends the name and its colon, behind a comma if one is due.
    @inlinable @inline(__always) package func append(name: KeptName, separated: Bool) {
        let skipped = separated ? 0 : 1
        let place = unsafe UnsafeMutableRawPointer(room(32))
        let cell = unsafe UnsafeRawPointer(name.cell + skipped)
        unsafe place.storeBytes(of: cell.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        let rest = unsafe cell.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self)
        unsafe place.storeBytes(of: rest, toByteOffset: 16, as: SIMD16<UInt8>.self)
        advance(name.count &+ 4 &- skipped)
    }
}
