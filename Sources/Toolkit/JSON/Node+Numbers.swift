import Memory

extension Node {
    @inlinable package func integer() throws(JSONError) -> Int64 {
        let slot = slot
        if slot.kind == .integer, slot.count < 19 {
            var i = slot.offset
            let end = i &+ slot.count
            let isNegative = view[byte: i] == UInt8(ascii: "-")
            if isNegative { i &+= 1 }
            var value: Int64 = 0
            while i < end {
                value = value &* 10 &+ Int64(truncatingIfNeeded: view[byte: i] &- 0x30)
                i &+= 1
            }
            return isNegative ? 0 &- value : value
        }
        return try otherInteger(Int64.self, "an integer")
    }

    /// An integer of any width, exactly.
    @inlinable package func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(JSONError) -> Value {
        if Value.bitWidth <= 64, Value.isSigned {
            let wide = try integer()
            guard let value = Value(exactly: wide) else { throw fault(.outOfRange("\(type)")) }
            return value
        }
        return try otherInteger(type, "an integer")
    }

    /// Long integers, unsigned ones, strings and text members that are integers, and numbers that are whole.
    @inline(never) @usableFromInline
    func otherInteger<Value: FixedWidthInteger>(_ type: Value.Type, _ expected: String) throws(JSONError) -> Value {
        let slot = slot
        let isText = slot.kind == .text || slot.kind == .string && rules.contains(.integersInStrings)
        guard isText || isNumber else {
            if isDefault { return 0 }
            throw mismatch(expected)
        }
        let bytes = view.bytes(at: slot.offset, count: slot.count)
        // What names a thing in a path has one spelling: 7, and neither 7.0 nor 70e-1.
        if slot.kind == .text, !bytes.allSatisfy({ $0 == UInt8(ascii: "-") || $0 &- 0x30 < 10 }) {
            throw mismatch(expected)
        }
        guard let number = Decimal(bytes.span) else { throw isText ? fault(.number) : mismatch(expected) }
        guard number.isWhole else { throw mismatch("an integer") }
        guard let value = number.integer(type) else { throw fault(.outOfRange("\(type)")) }
        return value
    }

    @inlinable package func number() throws(JSONError) -> Double {
        try otherNumber()
    }

    @inline(never) @usableFromInline func otherNumber() throws(JSONError) -> Double {
        let slot = slot
        if slot.kind == .string, rules.contains(.notFiniteInStrings) {
            if view.isEqual(at: slot.offset, count: slot.count, to: "NaN") { return .nan }
            if view.isEqual(at: slot.offset, count: slot.count, to: "Infinity") { return .infinity }
            if view.isEqual(at: slot.offset, count: slot.count, to: "-Infinity") { return -.infinity }
        }
        guard isNumber || slot.kind == .text else {
            if isDefault { return 0 }
            throw mismatch("a number")
        }
        let bytes = view.bytes(at: slot.offset, count: slot.count)
        guard let number = Decimal(bytes.span) else { throw fault(.number) }
        guard let value = number.double(of: bytes) else { throw fault(.outOfRange("Double")) }
        return value
    }
}
