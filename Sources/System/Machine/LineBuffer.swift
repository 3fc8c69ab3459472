import Memory

/// Bytes that only grow until they are taken: what lines of a log are written into.
///
/// Its appends are a check for room and a copy, without the array's questions of who else holds it.
@usableFromInline @safe package struct LineBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var filled = 0

    @inlinable package var count: Int { filled }

    package init(capacity: Int = 64) {
        self.capacity = max(64, capacity)
        unsafe base = .allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }

    @inlinable @inline(__always) mutating func room(_ more: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity &- filled < more { grow(more) }
        return unsafe base + filled
    }

    @inline(never) @usableFromInline mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe fresh.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = larger
    }

    @inlinable @inline(__always) mutating func advance(_ more: Int) { filled &+= more }

    @inlinable @inline(__always) package mutating func append(_ byte: UInt8) {
        unsafe room(1).pointee = byte
        advance(1)
    }

    @inlinable @inline(__always) package mutating func append(_ text: StaticString) {
        let size = text.utf8CodeUnitCount
        unsafe room(size).update(from: text.utf8Start, count: size)
        advance(size)
    }

    /// Appends a comma, a name in quotes, which needs no escaping, and a colon.
    @inlinable @inline(__always) package mutating func append(member name: StaticString) {
        let size = name.utf8CodeUnitCount
        let place = unsafe room(size &+ 4)
        unsafe place[0] = UInt8(ascii: ",")
        unsafe place[1] = UInt8(ascii: "\"")
        unsafe (place + 2).update(from: name.utf8Start, count: size)
        unsafe place[size &+ 2] = UInt8(ascii: "\"")
        unsafe place[size &+ 3] = UInt8(ascii: ":")
        advance(size &+ 4)
    }

    package mutating func append(_ bytes: borrowing Span<UInt8>) {
        let place = unsafe room(bytes.count)
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe place.update(from: start, count: source.count)
        }
        advance(bytes.count)
    }

    package mutating func append(_ text: String) { append(text.utf8.span) }

    /// Appends a text of printable ASCII without quotes and backslashes; answers false, and appends nothing, when it is
    /// another.
    package mutating func append(ifPlain bytes: Span<UInt8>) -> Bool {
        let size = bytes.count
        let place = unsafe UnsafeMutableRawPointer(room(size &+ 8))
        var odd: UInt64 = 0
        var index = 0
        while index &+ 8 <= size {
            let word = bytes.word(at: index, count: 8)
            odd |= Self.odd(word)
            unsafe place.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        if index < size {
            let rest = bytes.word(at: index, count: size &- index)
            // Bytes that are wanting count as blanks.
            odd |= Self.odd(rest | 0x2020_2020_2020_2020 << UInt64(8 &* (size &- index)))
            unsafe place.storeBytes(of: rest.littleEndian, toByteOffset: index, as: UInt64.self)
        }
        if odd == 0 { advance(size) }
        return odd == 0
    }

    /// The high bits of those of eight bytes that are a control, a delete, a quote, a backslash or beyond ASCII; more
    /// may be set when one is.
    private static func odd(_ bytes: UInt64) -> UInt64 {
        let deletes = bytes ^ 0x7F7F_7F7F_7F7F_7F7F
        return TextBytes.special(bytes) | (deletes &- 0x0101_0101_0101_0101) & ~deletes & 0x8080_8080_8080_8080
    }

    /// Sixteen lower-case digits.
    package mutating func append(hexadecimal value: UInt64) {
        let place = unsafe UnsafeMutableRawPointer(room(16))
        unsafe place.storeBytes(of: Hexadecimal.high(value), as: UInt64.self)
        unsafe place.storeBytes(of: Hexadecimal.low(value), toByteOffset: 8, as: UInt64.self)
        advance(16)
    }

    /// A number in decimal digits.
    package mutating func append(decimal value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        let value = value.magnitude
        if value < 10 { return append(0x30 &+ UInt8(truncatingIfNeeded: value)) }
        var size = 2
        var limit: UInt = 100
        while value >= limit, size < 19 {
            limit = limit &* 10
            size &+= 1
        }
        appendDigits(value, size)
    }

    /// The last `width` digits of a number, with zeros in front.
    package mutating func append(_ value: Int, width: Int) { appendDigits(value.magnitude, max(1, min(width, 20))) }

    @inline(__always) private mutating func appendDigits(_ value: UInt, _ size: Int) {
        let place = unsafe room(size)
        var rest = value
        var index = size
        while index > 0 {
            index &-= 1
            let tenth = rest / 10
            unsafe place[index] = 0x30 &+ UInt8(truncatingIfNeeded: rest &- tenth &* 10)
            rest = tenth
        }
        advance(size)
    }

    /// The bytes as text; what is no UTF-8 in them is replaced.
    package var text: String {
        unsafe String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
    }

    package var bytes: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let start = buffer.baseAddress else { return }
            unsafe start.update(from: base, count: count)
            filled = count
        }
    }

    /// Forgets the bytes; keeps the memory, unless it is more than `limit`.
    package mutating func clear(keepingAtMost limit: Int) {
        filled = 0
        guard capacity > limit else { return }
        unsafe base.deallocate()
        capacity = max(64, limit)
        unsafe base = .allocate(capacity: capacity)
    }
}
