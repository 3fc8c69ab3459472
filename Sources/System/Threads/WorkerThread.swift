import CThreads
import Glibc

/// A thread of its own for one piece of blocking work.
package enum WorkerThread {
    private final class Work {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a detached thread that runs `body` and ends. The kernel shows the first 15 bytes of `name`.
    package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let work = unsafe Unmanaged.passRetained(Work(name, body)).toOpaque()
        let code = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                let work = unsafe Unmanaged<Work>.fromOpaque(raw).takeRetainedValue()
                unsafe ct_name(work.name)
                work.body()
                return nil
            }, work)
        precondition(code == 0, "pthread_create failed with \(code)")
        pthread_detach(thread)
    }
}
