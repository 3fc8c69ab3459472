import Synchronization

/// A row of 64-bit numbers of which every thread adds to its own copy; reading one sums the copies.
///
/// The threads that count first each have a copy that nobody else writes, so that adding is a load and a store; those
/// that come later share the last copy by atomic additions. Copies lie a multiple of 128 bytes apart (two cache lines:
/// processors fetch lines in pairs), so that event loops that count the same thing never wait for each other.
///
/// `@unchecked`: the memory is made and freed by this object alone and touched by atomic operations only; a copy with a
/// number below `shared` is written by the one thread of that number, and numbers are never given twice.
@usableFromInline @safe package final class AtomicCells: @unchecked Sendable {
    @usableFromInline let base: UnsafeMutablePointer<Atomic<UInt64>>
    @usableFromInline let stride: Int
    /// The number of the copy that late threads share.
    @usableFromInline let shared: Int
    @usableFromInline package let count: Int

    /// `copies` is for how many threads there is a copy of their own.
    package init(count: Int, copies: Int) {
        precondition(count > 0 && copies >= 0 && copies <= 1024, "a row needs cells, and at most 1,024 copies")
        self.count = count
        stride = (count + 15) / 16 * 16
        shared = copies
        let size = (copies + 1) * stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: size * 8, alignment: 128)
        unsafe base = raw.bindMemory(to: Atomic<UInt64>.self, capacity: size)
        for cell in 0..<size { unsafe (base + cell).initialize(to: Atomic(0)) }
    }

    deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

    @inlinable package func add(_ amount: UInt64, at index: Int) { _ = addAndReadOwn(amount, at: index) }

    /// Adds, and answers what this thread's copy, not the sum, is now.
    @inlinable @inline(__always) package func addAndReadOwn(_ amount: UInt64, at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        let thread = ThreadNumber.current
        guard thread < shared else {
            return unsafe base[shared &* stride &+ index].wrappingAdd(amount, ordering: .relaxed).newValue
        }
        let cell = thread &* stride &+ index
        let sum = unsafe base[cell].load(ordering: .relaxed) &+ amount
        unsafe base[cell].store(sum, ordering: .relaxed)
        return sum
    }

    /// Adds to a cell that holds a floating point number.
    @inlinable package func add(_ amount: Double, at index: Int) {
        precondition(index >= 0 && index < count)
        let thread = ThreadNumber.current
        guard thread < shared else { return addShared(amount, at: index) }
        let cell = thread &* stride &+ index
        let sum = Double(bitPattern: unsafe base[cell].load(ordering: .relaxed)) + amount
        unsafe base[cell].store(sum.bitPattern, ordering: .relaxed)
    }

    @usableFromInline func addShared(_ amount: Double, at index: Int) {
        let cell = shared &* stride &+ index
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
        for copy in 0...shared { unsafe sum &+= base[copy * stride + index].load(ordering: .relaxed) }
        return sum
    }

    package func totalDouble(at index: Int) -> Double {
        precondition(index >= 0 && index < count)
        var sum = 0.0
        for copy in 0...shared {
            unsafe sum += Double(bitPattern: base[copy * stride + index].load(ordering: .relaxed))
        }
        return sum
    }
}
