import CLinux
import Glibc

/// A thread that nobody waits for: it ends with its body, or with the process.
package enum DetachedThread {
    /// Runs `body` on a thread of its own; `name` is what `top -H` shows, cut to 15 bytes.
    package static func start(name: String, _ body: sending @escaping () -> Void) {
        let start = unsafe Unmanaged.passRetained(ThreadStart(name: name, body: body)).toOpaque()
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                let start = unsafe Unmanaged<ThreadStart>.fromOpaque(raw).takeRetainedValue()
                unsafe pthread_setname_np(pthread_self(), String(start.name.utf8.prefix(15)) ?? "")
                start.body()
                return nil
            }, start)
        precondition(result == 0, "the system gives no more threads (error \(result))")
        pthread_detach(thread)
    }
}

private final class ThreadStart {
    let name: String
    let body: () -> Void

    init(name: String, body: @escaping () -> Void) {
        self.name = name
        self.body = body
    }
}
