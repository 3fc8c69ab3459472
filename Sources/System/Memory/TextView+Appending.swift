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
        if let short = ShortText(text), !short.mustEscape {
            append(quoted: short)
            return nil
        }
        return text.withBytes { bytes in
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

    @inlinable @inline(__always) func append(quoted text: ShortText) {
        let place = unsafe UnsafeMutableRawPointer(room(18))
        let count = text.count
        unsafe place.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
        unsafe place.storeBytes(of: text.low.littleEndian, toByteOffset: 1, as: UInt64.self)
        unsafe place.storeBytes(of: text.high.littleEndian, toByteOffset: 9, as: UInt64.self)
        unsafe place.storeBytes(of: UInt8(ascii: "\""), toByteOffset: count &+ 1, as: UInt8.self)
        advance(count &+ 2)
    }

    /// Copies up to the first quote, backslash or control character; answers how much.
    @inlinable @inline(__always)
    static func copyPlain(_ source: UnsafeRawBufferPointer, to place: UnsafeMutableRawPointer) -> Int {
        guard let start = source.baseAddress else { return 0 }
        let count = source.count
        var i = 0
        while i &+ 8 <= count {
            guard unsafe copy(UInt64.self, start + i, to: place + i) else { break }
            i &+= 8
        }
        // What is left is copied by a step that ends where the text ends, and overlaps the one before.
        if i &+ 8 > count {
            if count >= 8 {
                if unsafe copy(UInt64.self, start + (count &- 8), to: place + (count &- 8)) { return count }
            } else if count >= 4 {
                let isPlain = unsafe copy(UInt32.self, start, to: place)
                if unsafe isPlain && copy(UInt32.self, start + (count &- 4), to: place + (count &- 4)) { return count }
            }
        }
        while i < count {
            let byte = unsafe start.load(fromByteOffset: i, as: UInt8.self)
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
            unsafe place.storeBytes(of: byte, toByteOffset: i, as: UInt8.self)
            i &+= 1
        }
        return i
    }

    /// Copies bytes in one step, unless one of them must be escaped.
    @inlinable @inline(__always)
    static func copy<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ type: Word.Type, _ source: UnsafeRawPointer, to place: UnsafeMutableRawPointer
    ) -> Bool {
        let word = unsafe source.loadUnaligned(as: Word.self)
        // The bytes that are not there count as zeros that are made spaces.
        let spaces: UInt64 = Word.bitWidth == 64 ? 0 : 0x2020_2020_0000_0000
        if TextBytes.mustEscape(UInt64(truncatingIfNeeded: word) | spaces) { return false }
        unsafe place.storeBytes(of: word, as: Word.self)
        return true
    }
}

extension String {
    /// Lends the bytes of a string; a short one is laid out for the time of the call.
    @inlinable @inline(__always)
    package func withBytes<Result>(_ body: (borrowing Span<UInt8>) -> Result) -> Result {
        let result = unsafe utf8.withContiguousStorageIfAvailable { unsafe body(Span(_unsafeElements: $0)) }
        if let result { return result }
        var copy = self
        return copy.withUTF8 { unsafe body(Span(_unsafeElements: $0)) }
    }
}
