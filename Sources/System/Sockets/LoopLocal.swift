/// A value that belongs to one loop: it is reached on the loop's thread alone, which is checked, and so without a lock.
///
/// `@unchecked`: nobody else gets to the value but the last owner, who ends it.
@usableFromInline @safe package final class LoopLocal<Value>: @unchecked Sendable {
    private let loop: EventLoop
    @usableFromInline let value: UnsafeMutablePointer<Value>
    private let isLent: UnsafeMutablePointer<Bool>

    package init(_ value: Value, on loop: EventLoop) {
        self.loop = loop
        unsafe self.value = .allocate(capacity: 1)
        unsafe self.value.initialize(to: value)
        unsafe isLent = .allocate(capacity: 1)
        unsafe isLent.initialize(to: false)
    }

    deinit {
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
        unsafe isLent.deallocate()
    }

    /// Lends the value for the length of a call, within which it must not be asked for again. On the loop.
    @inlinable package func use<Answer>(_ body: (inout Value) -> Answer) -> Answer {
        lend()
        defer { takeBack() }
        return unsafe body(&value.pointee)
    }

    @usableFromInline func lend() {
        loop.preconditionCurrent()
        precondition(unsafe !isLent.pointee, "a value of a loop was asked for while it is lent")
        unsafe isLent.pointee = true
    }

    @usableFromInline func takeBack() { unsafe isLent.pointee = false }
}
