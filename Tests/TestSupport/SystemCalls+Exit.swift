private import Glibc
private import Synchronization

/// What is still to be done when the process ends.
private let last = Mutex<[@Sendable () -> Void]>([])

extension SystemCalls {
    /// Runs a closure when the process ends in peace.
    static func atExit(_ body: @escaping @Sendable () -> Void) {
        let isFirst = last.withLock { bodies in
            bodies.append(body)
            return bodies.count == 1
        }
        guard isFirst else { return }
        atexit { for body in last.withLock({ $0 }) { body() } }
    }
}
