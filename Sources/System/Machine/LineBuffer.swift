/// Bytes that only grow until they are taken: what lines of a log are written into.
///
/// Its appends are a check for room and a copy, without the array's questions of who else holds it.
@safe package struct LineBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline package private(set) var count = 0

    package init(capacity: Int = 64) {
        self.capacity = max(64, capacity)
        unsafe base = .allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }

    @inlinable @inline(__always) mutating func room(_ more: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity &- count < more { grow(more) }
        return unsafe base + count
    }

    @inline(never) @usableFromInline mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe fresh.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = larger
    }

    @usableFromInline mutating func advance(_ more: Int) { count &+= more }

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
    @inlinable package mutating func append(member name: StaticString) {
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
    package mutating func append(ifPlain text: String) -> Bool {
        let bytes = text.utf8.span
        let place = unsafe room(bytes.count)
        let isPlain = unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return true }
            unsafe place.update(from: start, count: source.count)
            var odd: UInt64 = 0
            var index = 0
            while index &+ 8 <= source.count {
                odd |= unsafe Self.odd(UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self))
                index &+= 8
            }
            // The rest as eight bytes more, of which those that are wanting are blanks.
            var rest: UInt64 = 0x2020_2020_2020_2020
            while index < source.count {
                rest = unsafe rest << 8 | UInt64(source[index])
                index &+= 1
            }
            return odd | Self.odd(rest) == 0
        }
        if isPlain { advance(bytes.count) }
        return isPlain
    }

    /// The high bits of those of eight bytes that are a control, a delete, a quote, a backslash or beyond ASCII; more
    /// may be set when one is.
    private static func odd(_ bytes: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        // What is below ASCII's end with its top bit set cannot borrow from its neighbor.
        let set = bytes | tops
        let controls = ~(set &- 0x20 &* ones)
        let quotes = ~((bytes ^ 0x22 &* ones | tops) &- ones)
        let backslashes = ~((bytes ^ 0x5C &* ones | tops) &- ones)
        return (bytes | controls | quotes | backslashes | ((bytes & ~tops) &+ ones)) & tops
    }

    /// Sixteen lower-case digits.
    package mutating func append(hexadecimal value: UInt64) {
        let place = unsafe UnsafeMutableRawPointer(room(16))
        let high = Self.digits(UInt32(truncatingIfNeeded: value >> 32)).littleEndian
        unsafe place.storeBytes(of: high, as: UInt64.self)
        unsafe place.storeBytes(
            of: Self.digits(UInt32(truncatingIfNeeded: value)).littleEndian, toByteOffset: 8, as: UInt64.self)
        advance(16)
    }

    /// Eight hexadecimal digits at once, the first in the lowest byte: each half byte gets a byte of its own, and those
    /// above 9 what leads from the digits to the letters.
    static func digits(_ value: UInt32) -> UInt64 {
        var spread = UInt64(value.byteSwapped)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        let halves = spread >> 4 & 0x000F_000F_000F_000F | (spread & 0x000F_000F_000F_000F) << 8
        let letters = (halves &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return halves &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }

    /// A number in decimal digits.
    package mutating func append(decimal value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var size = 1
        var rest = value.magnitude
        while rest >= 10 {
            rest /= 10
            size &+= 1
        }
        appendDigits(value.magnitude, size)
    }

    /// The last `width` digits of a number, with zeros in front.
    package mutating func append(_ value: Int, width: Int) { appendDigits(value.magnitude, max(1, min(width, 20))) }

    private mutating func appendDigits(_ value: UInt, _ size: Int) {
        let place = unsafe room(size)
        var rest = value
        for index in stride(from: size &- 1, through: 0, by: -1) {
            unsafe place[index] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
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
        count = 0
        guard capacity > limit else { return }
        unsafe base.deallocate()
        capacity = max(64, limit)
        unsafe base = .allocate(capacity: capacity)
    }
}
