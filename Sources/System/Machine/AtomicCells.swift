import Synchronization

/// A row of 64-bit numbers of which every thread adds to its own copy; reading one sums the copies.
///
/// Copies lie a multiple of 128 bytes apart (two cache lines: processors fetch lines in pairs), so that event loops
/// that count the same thing never wait for each other.
///
/// `@unchecked`: the memory is made and freed by this object alone and touched by atomic operations only.
@safe package final class AtomicCells: @unchecked Sendable {
    @usableFromInline let base: UnsafeMutablePointer<Atomic<UInt64>>
    @usableFromInline let stride: Int
    @usableFromInline let mask: Int
    package let count: Int

    /// `copies` is rounded up to a power of two.
    package init(count: Int, copies: Int) {
        precondition(count > 0 && copies > 0 && copies <= 1024, "a row needs cells and 1 to 1,024 copies")
        var rounded = 1
        while rounded < copies { rounded *= 2 }
        self.count = count
        stride = (count + 15) / 16 * 16
        mask = rounded - 1
        let raw = UnsafeMutableRawPointer.allocate(byteCount: rounded * stride * 8, alignment: 128)
        unsafe base = raw.bindMemory(to: Atomic<UInt64>.self, capacity: rounded * stride)
        for cell in 0..<rounded * stride { unsafe (base + cell).initialize(to: Atomic(0)) }
    }

    deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

    package var copies: Int { mask + 1 }

    @inlinable package func add(_ amount: UInt64, at index: Int) {
        precondition(index >= 0 && index < count)
        let cell = (ThreadNumber.current & mask) &* stride &+ index
        unsafe base[cell].wrappingAdd(amount, ordering: .relaxed)
    }

    /// Adds to this thread's copy and answers what that copy, not the sum, is now.
    @inlinable package func addAndReadOwn(_ amount: UInt64, at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        let cell = (ThreadNumber.current & mask) &* stride &+ index
        return unsafe base[cell].wrappingAdd(amount, ordering: .relaxed).newValue
    }

    /// Adds to a cell that holds a floating point number.
    @inlinable package func add(_ amount: Double, at index: Int) {
        precondition(index >= 0 && index < count)
        let cell = (ThreadNumber.current & mask) &* stride &+ index
        var seen = unsafe base[cell].load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let outcome = unsafe base[cell].weakCompareExchange(expected: seen, desired: sum, ordering: .relaxed)
            if outcome.exchanged { return }
            seen = outcome.original
        }
    }

    /// Puts a floating point number in the first copy of a cell, where `first(at:)` finds it.
    @inlinable package func setFirst(_ value: Double, at index: Int) {
        precondition(index >= 0 && index < count)
        unsafe base[index].store(value.bitPattern, ordering: .relaxed)
    }

    package func first(at index: Int) -> Double {
        precondition(index >= 0 && index < count)
        return Double(bitPattern: unsafe base[index].load(ordering: .relaxed))
    }

    /// The sum of all copies; a negative sum reads as two's complement.
    package func total(at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        var sum: UInt64 = 0
        for copy in 0...mask { unsafe sum &+= base[copy * stride + index].load(ordering: .relaxed) }
        return sum
    }

    package func totalDouble(at index: Int) -> Double {
        precondition(index >= 0 && index < count)
        var sum = 0.0
        for copy in 0...mask {
            unsafe sum += Double(bitPattern: base[copy * stride + index].load(ordering: .relaxed))
        }
        return sum
    }
}
