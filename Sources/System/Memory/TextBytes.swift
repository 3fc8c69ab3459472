/// What bytes of a text are, eight at a step.
@usableFromInline package enum TextBytes {
    /// The high bit of each byte that may be a quote, a backslash, a control character or beyond ASCII; the lowest bit
    /// set is exact, those above it may be borrowed.
    @inlinable @inline(__always) package static func special(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ 0x2222_2222_2222_2222
        let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let marked =
            (quote &- ones) & ~quote | (slash &- ones) & ~slash
            | (word &- 0x2020_2020_2020_2020) & ~word | word
        return marked & 0x8080_8080_8080_8080
    }

    /// Whether a quote, a backslash or a control character is among the bytes; bytes beyond ASCII are none of these.
    @inlinable @inline(__always) package static func mustEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ 0x2222_2222_2222_2222
        let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let marked = (quote &- ones) & ~quote | (slash &- ones) & ~slash | (word &- 0x2020_2020_2020_2020) & ~word
        return marked & 0x8080_8080_8080_8080 != 0
    }

    /// The numbers from 00 to 99.
    @inlinable static var pairs: StaticString {
        """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """
    }

    /// The powers of ten, but zero for the first.
    @usableFromInline static let powersOfTen: [20 of UInt64] = [
        0, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ]
}
