/// Bytes in the room that an array has made for them: each of these checks that there is enough of it.
extension OutputSpan<UInt8> {
    /// Appends all of `bytes`.
    @inlinable package mutating func append(span bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let from = source.baseAddress else { return }
            unsafe append(from, source.count)
        }
    }

    /// Appends the bytes of a literal.
    @inlinable @inline(__always) package mutating func append(_ text: StaticString) {
        unsafe append(text.utf8Start, text.utf8CodeUnitCount)
    }

    /// Appends the 32 hexadecimal digits of two numbers.
    @inlinable package mutating func append(hexadecimal high: UInt64, _ low: UInt64) {
        precondition(freeCapacity >= 32)
        unsafe withUnsafeMutableBufferPointer { room, count in
            guard let start = room.baseAddress else { return }
            let to = unsafe UnsafeMutableRawPointer(start + count)
            unsafe to.storeBytes(of: Hexadecimal.high(high), as: UInt64.self)
            unsafe to.storeBytes(of: Hexadecimal.low(high), toByteOffset: 8, as: UInt64.self)
            unsafe to.storeBytes(of: Hexadecimal.high(low), toByteOffset: 16, as: UInt64.self)
            unsafe to.storeBytes(of: Hexadecimal.low(low), toByteOffset: 24, as: UInt64.self)
            count &+= 32
        }
    }

    @inlinable @inline(__always) mutating func append(_ from: UnsafePointer<UInt8>, _ size: Int) {
        precondition(freeCapacity >= size)
        unsafe withUnsafeMutableBufferPointer { room, count in
            guard let start = room.baseAddress else { return }
            unsafe (start + count).update(from: from, count: size)
            count &+= size
        }
    }
}
