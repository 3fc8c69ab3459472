/// A string of at most 15 bytes as the two words that it is.
///
/// The library lays such a string out byte by byte, and lends its bytes by way of a copy. That these words are its form
/// is looked at where they are used; the compiler does so once and for all, and where it were not so, nothing here
/// would be used.
@usableFromInline package struct ShortText {
    /// The first eight bytes, the first one lowest.
    @usableFromInline var low: UInt64
    /// The other seven, zeros where there are less; in the highest byte the count, and whether all are ASCII.
    @usableFromInline var high: UInt64

    @inlinable @inline(__always) init(_ low: UInt64, _ high: UInt64) { (self.low, self.high) = (low, high) }

    /// Whether a short string has this form.
    @inlinable static var isKnown: Bool {
        @inline(__always) get {
            let (low, high) = unsafe unsafeBitCast("0123456789", to: (UInt64, UInt64).self)
            let (other, mixed) = unsafe unsafeBitCast("é", to: (UInt64, UInt64).self)
            return low == 0x3736_3534_3332_3130 && high == 0xEA00_0000_0000_3938 && other == 0xA9C3
                && mixed == 0xA200_0000_0000_0000
        }
    }

    /// Refuses a longer string.
    @inlinable @inline(__always) init?(_ text: String) {
        (low, high) = unsafe unsafeBitCast(text, to: (UInt64, UInt64).self)
        guard Self.isKnown, high &>> 61 & 1 == 1 else { return nil }
    }

    @inlinable var count: Int {
        @inline(__always) get { Int(truncatingIfNeeded: high &>> 56 & 15) }
    }

    /// Whether a quote, a backslash or a control character is in it.
    @inlinable var mustEscape: Bool {
        @inline(__always) get {
            // What stands behind the bytes becomes spaces.
            let spaces: UInt64 = 0x2020_2020_2020_2020
            let bits = UInt64(truncatingIfNeeded: count &* 8)
            let isLong = count >= 8
            let first = isLong ? low : low | spaces &<< bits
            let rest = isLong ? high & (1 &<< 56 &- 1) | spaces &<< bits : spaces
            return TextBytes.mustEscape(first) || TextBytes.mustEscape(rest)
        }
    }

    /// Takes up to 15 bytes of ASCII; 16 bytes can be loaded from the place. Refuses others.
    @inlinable @inline(__always) init?(_ place: UnsafeRawPointer, count: Int) {
        guard Self.isKnown, count < 16 else { return nil }
        var low = unsafe UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
        var high = unsafe UInt64(littleEndian: place.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        if count < 8 {
            low &= 1 &<< UInt64(truncatingIfNeeded: count &* 8) &- 1
            high = 0
        } else {
            high &= 1 &<< UInt64(truncatingIfNeeded: count &* 8 &- 64) &- 1
        }
        guard (low | high) & 0x8080_8080_8080_8080 == 0 else { return nil }
        self.init(low, high | UInt64(truncatingIfNeeded: count | 0xE0) &<< 56)
    }

    @inlinable var string: String {
        @inline(__always) get { unsafe unsafeBitCast((low, high), to: String.self) }
    }
}
