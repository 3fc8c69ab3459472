extension TextView {
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

    /// Appends an integer in decimal, with zeros before it up to `digits`, at most 20.
    @inlinable package func append(decimal value: UInt64, digits: Int) {
        let count = max(Self.digitCount(value), min(20, digits))
        unsafe Self.write(value, count, to: room(count))
        advance(count)
    }

    /// How many decimal digits a number has.
    @inlinable @inline(__always) static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var limit: UInt64 = 10
        while count < 19, value >= limit {
            count &+= 1
            limit = limit &* 10
        }
        return count == 19 && value >= limit ? 20 : count
    }

    /// Writes exactly `count` digits.
    @inlinable @inline(__always)
    static func write(_ value: UInt64, _ count: Int, to start: UnsafeMutablePointer<UInt8>) {
        var rest = value
        var i = count
        while i > 0 {
            i &-= 1
            let tens = rest / 10
            unsafe start[i] = UInt8(truncatingIfNeeded: rest &- tens &* 10) &+ 0x30
            rest = tens
        }
    }
}
