/// Lower-case hexadecimal digits, eight at a step.
@usableFromInline package enum Hexadecimal {
    /// The digits of a number's upper half, of which the first is to stand at the lowest address.
    @inlinable @inline(__always) package static func high(_ value: UInt64) -> UInt64 {
        digits(UInt32(truncatingIfNeeded: value >> 32)).littleEndian
    }

    /// The digits of the lower half.
    @inlinable @inline(__always) package static func low(_ value: UInt64) -> UInt64 {
        digits(UInt32(truncatingIfNeeded: value)).littleEndian
    }

    /// Eight digits at once, the first in the lowest byte: each half byte gets a byte of its own, and those above 9
    /// what leads from the digits to the letters.
    @inlinable @inline(__always) static func digits(_ value: UInt32) -> UInt64 {
        var spread = UInt64(value.byteSwapped)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        let halves = spread >> 4 & 0x000F_000F_000F_000F | (spread & 0x000F_000F_000F_000F) << 8
        let letters = (halves &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return halves &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }
}
