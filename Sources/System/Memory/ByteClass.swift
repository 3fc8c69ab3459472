/// Kinds of byte that the text of protocols is made of, each a bit of a table.
@usableFromInline package struct ByteClass: Sendable {
    @usableFromInline let bit: UInt8

    /// Of a token (RFC 9110 §5.6.2).
    package static let token = ByteClass(bit: 1)
    /// Of a path or a query, as it is sent: visible ASCII, except a slash, a percent sign, a question mark and a number
    /// sign.
    package static let plainPath = ByteClass(bit: 2)
    /// Of a host name: what RFC 3986 §2.3 calls unreserved.
    package static let host = ByteClass(bit: 4)

    /// By byte, the bits as a digit.
    @usableFromInline static let table: StaticString = """
        00000000000000000000000000000000\
        03213133223327707777777777222220\
        27777777777777777777777777722237\
        37777777777777777777777777723270
        """

    @inlinable @inline(__always) package func contains(_ byte: UInt8) -> Bool {
        unsafe byte < 128 && Self.table.utf8Start[Int(byte)] & bit != 0
    }
}

extension Span<UInt8> {
    /// The first place in `range` whose byte is of another kind; the end of the range without one.
    @inlinable package func end(of kind: ByteClass, in range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe withUnsafeBufferPointer { bytes in
            var i = range.lowerBound
            while i < range.upperBound, unsafe kind.contains(bytes[i]) { i &+= 1 }
            return i
        }
    }

    /// The first place in `range` whose byte may not stand in a field's value: a control other than a tab (RFC 9110
    /// §5.5); the end of the range without one.
    package func endOfFieldText(in range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe withUnsafeBytes { bytes in
            var i = range.lowerBound
            while i < range.upperBound {
                if i &+ 8 <= range.upperBound,
                    unsafe Self.isPlainText(bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self))
                {
                    i &+= 8
                    continue
                }
                let byte = unsafe bytes[i]
                guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else { return i }
                i &+= 1
            }
            return i
        }
    }

    /// Whether none of eight bytes is a control or a delete.
    private static func isPlainText(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        let deletes = word ^ 0x7F &* ones
        // A byte below 0x20, or one that is zero after the exclusive or, borrows into its top bit.
        let controls = (word &- 0x20 &* ones) & ~word
        return (controls | (deletes &- ones) & ~deletes) & tops == 0
    }
}
