/// One value of a scanned document, or one name in an object: what it is and where its bytes are, in one word.
///
/// From the lowest bit: kind (4 bits), count (28), offset (32). Scalars and names: the place of their bytes. Arrays and
/// objects: how many values stand in them, and the slot behind the last of these. An object has a second word, which
/// is the scanner's memory of the names that it has met, and then the slot where the next name is looked for first.
@usableFromInline struct Slot {
    @usableFromInline struct Kind: Equatable {
        @usableFromInline let value: UInt8
        @inlinable init(_ value: UInt8) { self.value = value }

        /// Nothing there; the word also holds the rules of the document.
        @inlinable static var absent: Kind { Kind(0) }
        @inlinable static var null: Kind { Kind(1) }
        @inlinable static var no: Kind { Kind(2) }
        @inlinable static var yes: Kind { Kind(3) }
        /// A number without fraction and exponent.
        @inlinable static var integer: Kind { Kind(4) }
        @inlinable static var number: Kind { Kind(5) }
        /// A string without its quotes and escapes; so are the names in an object.
        @inlinable static var string: Kind { Kind(6) }
        @inlinable static var array: Kind { Kind(7) }
        @inlinable static var object: Kind { Kind(8) }
        /// A text member: reads as a string, a number, a boolean, or an array of one.
        @inlinable static var text: Kind { Kind(9) }
        /// A text member that is given several times; the texts stand behind it, under hidden names.
        @inlinable static var texts: Kind { Kind(10) }
        /// A name that is not found: a text member replaced it, or its value belongs to a list of texts.
        @inlinable static var hidden: Kind { Kind(11) }
    }

    @usableFromInline let bits: UInt64
    @inlinable @inline(__always) init(_ bits: UInt64) { self.bits = bits }
    @inlinable @inline(__always) init(_ kind: Kind, at offset: Int, count: Int) {
        bits =
            UInt64(truncatingIfNeeded: offset) &<< 32 | UInt64(truncatingIfNeeded: count) &<< 4 | UInt64(kind.value)
    }

    @inlinable var kind: Kind { @inline(__always) get { Kind(UInt8(truncatingIfNeeded: bits & 15)) } }
    @inlinable var count: Int { @inline(__always) get { Int(truncatingIfNeeded: (bits &>> 4) & 0xFFF_FFFF) } }
    @inlinable var offset: Int { @inline(__always) get { Int(truncatingIfNeeded: bits &>> 32) } }
    @inlinable var isContainer: Bool { @inline(__always) get { kind == .array || kind == .object } }

    /// A text must be shorter than this, so that its places fit.
    @inlinable static var textLimit: Int { 1 << 28 }

    /// What the value is, in an error.
    var name: String {
        switch kind {
        case .null: "null"
        case .no, .yes: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        case .text: "text"
        case .texts: "several values"
        default: "nothing"
        }
    }
}
