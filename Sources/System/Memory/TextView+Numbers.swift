/// The digits of a short number as one integer.
@usableFromInline package struct PlainDecimal {
    @usableFromInline package var isNegative: Bool
    @usableFromInline package var digits: UInt64
    /// How many of the digits stand behind the point.
    @usableFromInline package var places: Int

    @inlinable init(isNegative: Bool, digits: UInt64, places: Int) {
        (self.isNegative, self.digits, self.places) = (isNegative, digits, places)
    }
}

extension TextView {
    /// Reads digits with at most one sign before and one point among them, up to 19 bytes in all; nil for all else.
    @inlinable @inline(__always) package func plainDecimal(at offset: Int, count: Int) -> PlainDecimal? {
        guard count < 20, count > 0 else { return nil }
        let start = unsafe address(offset, count)
        let isNegative = unsafe start[0] == UInt8(ascii: "-")
        var digits: UInt64 = 0
        var point = count
        var i = isNegative ? 1 : 0
        while i < count {
            let digit = unsafe start[i] &- 0x30
            if digit < 10 {
                digits = digits &* 10 &+ UInt64(truncatingIfNeeded: digit)
            } else {
                guard digit == UInt8(ascii: ".") &- 0x30, point == count else { return nil }
                point = i &+ 1
            }
            i &+= 1
        }
        return PlainDecimal(isNegative: isNegative, digits: digits, places: count &- point)
    }

    /// Appends an integer in decimal.
    @inlinable package func append(decimal value: Int64) {
        let place = unsafe room(20)
        if value < 0 { unsafe place.pointee = UInt8(ascii: "-") }
        let sign = value < 0 ? 1 : 0
        let magnitude = value.magnitude
        let count = Self.digitCount(magnitude)
        unsafe Self.write(magnitude, count, to: place + sign)
        advance(sign &+ count)
    }

    /// Appends an integer in decimal, with a point before the last `places` of its digits; at least one stands before.
    @inlinable package func append(decimal value: UInt64, places: Int) {
        let digits = max(Self.digitCount(value), places &+ 1)
        let place = unsafe room(64)
        precondition(digits < 64)
        unsafe Self.write(value, digits, to: place + 1)
        let whole = digits &- places
        for i in 0..<whole { unsafe place[i] = place[i &+ 1] }
        unsafe place[whole] = UInt8(ascii: ".")
        advance(digits &+ 1)
    }

    /// How many decimal digits a number has.
    @inlinable @inline(__always) static func digitCount(_ value: UInt64) -> Int {
        // 1233 / 4096 is a little more than the logarithm of two.
        let least = ((64 &- (value | 1).leadingZeroBitCount) &* 1233) &>> 12
        return value < TextBytes.powersOfTen[least] ? least : least &+ 1
    }

    /// Writes exactly `count` digits, two at a step.
    @inlinable @inline(__always)
    static func write(_ value: UInt64, _ count: Int, to start: UnsafeMutablePointer<UInt8>) {
        let pairs = unsafe TextBytes.pairs.utf8Start
        var rest = value
        var i = count
        while i > 1 {
            i &-= 2
            let hundreds = rest / 100
            let pair = Int(truncatingIfNeeded: (rest &- hundreds &* 100) &* 2)
            unsafe start[i] = pairs[pair]
            unsafe start[i &+ 1] = pairs[pair &+ 1]
            rest = hundreds
        }
        if i > 0 { unsafe start.pointee = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30 }
    }
}
