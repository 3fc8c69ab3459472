import Glibc

/// A value that one thread at a time may touch.
///
/// It is a POSIX mutex because the thread sanitizer understands those and not `Synchronization.Mutex`.
///
/// `@unchecked`: the value is reached only between `lock` and `unlock`.
@usableFromInline @safe package final class Lock<State: ~Copyable>: @unchecked Sendable {
    @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
    @usableFromInline let state: UnsafeMutablePointer<State>

    package init(_ value: consuming sending State) {
        unsafe mutex = .allocate(capacity: 1)
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: value)
        let code = unsafe pthread_mutex_init(mutex, nil)
        precondition(code == 0, "pthread_mutex_init failed with \(code)")
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    @inlinable package func withLock<Answer, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try unsafe body(&state.pointee)
    }

    /// Answers nil, without waiting, while another thread is in.
    @inlinable package func withLockIfFree<Answer>(_ body: (inout State) -> Answer) -> Answer? {
        guard unsafe pthread_mutex_trylock(mutex) == 0 else { return nil }
        defer { unsafe pthread_mutex_unlock(mutex) }
        return unsafe body(&state.pointee)
    }
}
