import Glibc

/// A lock with a bell, for threads that wait for each other.
///
/// Unchecked: the memory is the C library's own, which is made to be shared by threads.
@safe final class Condition: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let bell: UnsafeMutablePointer<pthread_cond_t>

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe bell = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(bell, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(bell)
        unsafe pthread_mutex_destroy(mutex)
        unsafe bell.deallocate()
        unsafe mutex.deallocate()
    }

    func lock() { unsafe pthread_mutex_lock(mutex) }
    func unlock() { unsafe pthread_mutex_unlock(mutex) }
    func signal() { unsafe pthread_cond_signal(bell) }

    /// Lets go of the lock until the bell rings, which it also may for no reason.
    func wait() { unsafe pthread_cond_wait(bell, mutex) }
}
