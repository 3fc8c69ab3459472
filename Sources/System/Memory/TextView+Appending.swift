extension TextView {
    /// The place behind the text, with room for `count` bytes more.
    @inlinable @inline(__always) func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        let own = unsafe own
        if unsafe own.pointee.byteCapacity &- own.pointee.byteCount < count { growBytes(count) }
        return unsafe own.pointee.bytes + own.pointee.byteCount
    }
    @inline(never) @usableFromInline func growBytes(_ count: Int) {
        let (capacity, used) = unsafe (header.pointee.byteCapacity, header.pointee.byteCount)
        unsafe header.pointee.makeBytes(max(capacity * 2, used + count))
    }
    @inlinable @inline(__always) func advance(_ count: Int) { unsafe header.pointee.byteCount &+= count }

    /// Makes room for so many bytes at once.
    package func reserve(_ count: Int) { _ = unsafe room(max(0, count)) }

    @inlinable @inline(__always) package func append(_ byte: UInt8) {
        unsafe room(1).pointee = byte
        advance(1)
    }

    @inlinable @inline(__always) package func append(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        unsafe room(count).update(from: text.utf8Start, count: count)
        advance(count)
    }

    @inlinable package func append(_ bytes: borrowing Span<UInt8>) {
        let count = bytes.count
        let place = unsafe room(count)
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe place.update(from: start, count: count)
        }
        advance(count)
    }

    /// Takes bytes off the end of the text.
    package func removeBytes(from count: Int) {
        precondition(unsafe count >= 0 && count <= own.pointee.byteCount)
        unsafe own.pointee.byteCount = count
    }

    /// The last byte of the text, or zero when it is empty.
    @inlinable package var lastByte: UInt8 {
        @inline(__always) get {
            let own = unsafe own
            return unsafe own.pointee.byteCount > 0 ? own.pointee.bytes[own.pointee.byteCount &- 1] : 0
        }
    }

    /// Appends the text to an array.
    package func copy(to bytes: inout [UInt8]) {
        let count = byteCount
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: address(0, count), count: count))
    }

    /// Appends `"name":`, behind a comma if one is due.
    @inlinable @inline(__always) package func append(name: StaticString, separated: Bool) {
        let count = name.utf8CodeUnitCount
        var place = unsafe room(count &+ 4)
        unsafe place.pointee = UInt8(ascii: ",")
        if separated { unsafe place += 1 }
        unsafe place.pointee = UInt8(ascii: "\"")
        unsafe (place + 1).update(from: name.utf8Start, count: count)
        unsafe place[count &+ 1] = UInt8(ascii: "\"")
        unsafe place[count &+ 2] = UInt8(ascii: ":")
        advance(count &+ (separated ? 4 : 3))
    }

    /// Appends `text` in quotes, if nothing in it must be escaped; otherwise answers where the first of that is, and
    /// has appended what stands before it behind an opening quote.
    @inlinable package func append(quoted text: String) -> Int? {
        text.withBytes { bytes in
            let count = bytes.count
            let start = unsafe room(count &+ 2)
            unsafe start.pointee = UInt8(ascii: "\"")
            let place = unsafe UnsafeMutableRawPointer(start + 1)
            let copied = unsafe bytes.withUnsafeBytes { unsafe Self.copyPlain($0, to: place) }
            unsafe place.storeBytes(of: UInt8(ascii: "\""), toByteOffset: copied, as: UInt8.self)
            advance(copied &+ (copied == count ? 2 : 1))
            return copied == count ? nil : copied
        }
    }

    /// Copies up to the first quote, backslash or control character; answers how much.
    @inlinable @inline(__always)
    static func copyPlain(_ source: UnsafeRawBufferPointer, to place: UnsafeMutableRawPointer) -> Int {
        guard let start = source.baseAddress else { return 0 }
        let count = source.count
        var i = 0
        while i &+ 8 <= count {
            let word = unsafe start.loadUnaligned(fromByteOffset: i, as: UInt64.self)
            if TextBytes.mustEscape(word) { break }
            unsafe place.storeBytes(of: word, toByteOffset: i, as: UInt64.self)
            i &+= 8
        }
        while i < count {
            let byte = unsafe start.load(fromByteOffset: i, as: UInt8.self)
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
            unsafe place.storeBytes(of: byte, toByteOffset: i, as: UInt8.self)
            i &+= 1
        }
        return i
    }
}

extension String {
    /// The bytes of a string; a short one is laid out for the time of the call.
    @inlinable @inline(__always)
    package func withBytes<Result>(_ body: (borrowing Span<UInt8>) -> Result) -> Result {
        var copy = self
        return copy.withUTF8 { unsafe body(Span(_unsafeElements: $0)) }
    }
}
