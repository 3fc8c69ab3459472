import Memory

/// How the writers spell names, strings and numbers.
extension TextView {
    /// Appends the comma that a further name or value needs: always, but behind an opening bracket.
    @inlinable @inline(__always) func separate() {
        let last = lastByte
        if last != UInt8(ascii: "{"), last != UInt8(ascii: "["), last != 0 { append(UInt8(ascii: ",")) }
    }

    @inlinable @inline(__always) func append(name: StaticString) {
        let last = lastByte
        append(name: name, separated: last != UInt8(ascii: "{") && last != 0)
    }

    /// Appends a name that may need escapes.
    @inline(never) func append(anyName name: String) {
        separate()
        append(string: name)
        append(UInt8(ascii: ":"))
    }

    @inlinable func append(string text: String) {
        if let rest = append(quoted: text) {
            append(escaped: text, from: rest)
            append(UInt8(ascii: "\""))
        }
    }

    @inline(never) @usableFromInline func append(escaped text: String, from start: Int) {
        let bytes = text.utf8Span.span
        var i = start
        while i < bytes.count {
            append(escaped: bytes[i])
            i += 1
            let plain = i
            while i < bytes.count, bytes[i] >= 0x20, bytes[i] != 0x22, bytes[i] != 0x5C { i += 1 }
            append(bytes.extracting(plain..<i))
        }
    }

    private func append(escaped byte: UInt8) {
        switch byte {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0..<0x20:
            append(byte < 0x10 ? "\\u000" : "\\u001")
            let digit = byte & 15
            append(digit < 10 ? digit + 0x30 : digit + 0x57)
        default: append(byte)
        }
    }

    /// Appends a double in the shortest form that reads back as the same; answers false, and appends nothing, if it is
    /// not finite.
    @inlinable func append(number value: Double) -> Bool {
        // A double rounds to a whole number when so much is added to it that its last bit is worth one.
        let rounding = 6_755_399_441_055_744.0
        let magnitude = value.magnitude
        var scale = 1.0
        var places = 0
        while places < 7 {
            let scaled = magnitude * scale
            guard scaled < 2_251_799_813_685_248 else { break }
            let whole = (scaled + rounding) - rounding
            if (scaled - whole).magnitude <= scaled * 0x1p-51, whole / scale == magnitude {
                if value.sign == .minus { append(UInt8(ascii: "-")) }
                let digits = UInt64(whole)
                append(decimal: places == 0 ? digits &* 10 : digits, places: max(places, 1))
                return true
            }
            places &+= 1
            scale *= 10
        }
        guard value.isFinite else { return false }
        append(value.description.utf8Span.span)
        return true
    }

    func append(notFinite value: Double) {
        append(value.isNaN ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"")
    }
}
