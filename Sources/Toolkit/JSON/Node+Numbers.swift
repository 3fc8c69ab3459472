import Memory

extension Node {
    /// A signed integer of 64 bits, exactly.
    @inlinable package func integer() throws(JSONError) -> Int64 {
        let slot = slot
        if slot.kind == .integer, slot.count < 19, let plain = view.plainDecimal(at: slot.offset, count: slot.count) {
            let value = Int64(truncatingIfNeeded: plain.digits)
            return plain.isNegative ? 0 &- value : value
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
        if let short = shortInteger(slot) {
            guard let value = Value(exactly: short) else { throw fault(.outOfRange("\(type)")) }
            return value
        }
        // What names a thing in a path has one spelling: 7, and neither 7.0 nor 70e-1.
        let read = view.withBytes(at: slot.offset, count: slot.count) { bytes in
            slot.kind == .text && !bytes.isWholeNumber ? nil : Decimal(bytes)
        }
        guard let number = read else { throw mismatch(expected) }
        guard number.isWhole else { throw mismatch("an integer") }
        guard let value = number.integer(type) else { throw fault(.outOfRange("\(type)")) }
        return value
    }

    /// An integer of at most 18 digits, by the grammar of JSON: no zero before other digits.
    private func shortInteger(_ slot: Slot) -> Int64? {
        guard slot.count < 19, let plain = view.plainDecimal(at: slot.offset, count: slot.count) else { return nil }
        let start = slot.offset + (plain.isNegative ? 1 : 0)
        let count = slot.count - (plain.isNegative ? 1 : 0)
        guard plain.places == 0, count > 0, view[byte: start] != UInt8(ascii: "0") || count == 1,
            view[byte: slot.offset + slot.count - 1] != UInt8(ascii: ".")
        else { return nil }
        return plain.isNegative ? -Int64(plain.digits) : Int64(plain.digits)
    }

    /// The double that is nearest to the number.
    @inlinable package func number() throws(JSONError) -> Double {
        let slot = slot
        if slot.kind == .number || slot.kind == .integer,
            let plain = view.plainDecimal(at: slot.offset, count: slot.count), plain.digits < 1 &<< 53
        {
            // Both are exact, so one division rounds once, and correctly.
            let value = Double(plain.digits) / PowersOfTen[plain.places]
            return plain.isNegative ? -value : value
        }
        return try otherNumber()
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
        let read = view.withBytes(at: slot.offset, count: slot.count) { Decimal($0) }
        guard let number = read else { throw fault(.number) }
        if let value = number.double { return value }
        let text = view.string(at: slot.offset, count: slot.count)
        guard let value = Double(text), value.isFinite else { throw fault(.outOfRange("Double")) }
        return value
    }
}

extension Span<UInt8> {
    /// Whether there are only digits and minus signs.
    fileprivate var isWholeNumber: Bool {
        for i in indices where self[i] != UInt8(ascii: "-") && self[i] &- 0x30 >= 10 { return false }
        return true
    }
}
