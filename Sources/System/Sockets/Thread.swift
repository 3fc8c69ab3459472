import CLinux

/// A thread of the operating system, for what a task must not do: block.
package enum Thread {
    /// Starts a thread, named so in `top -H` and in debuggers (the kernel keeps 15 bytes), that ends with `body`.
    package static func start(name: String, _ body: sending @escaping () -> Void) {
        final class Box {
            let name: String
            let body: () -> Void
            init(_ name: String, _ body: @escaping () -> Void) {
                self.name = name
                self.body = body
            }
        }
        var thread = pthread_t()
        let started = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                let box = unsafe Unmanaged<Box>.fromOpaque(raw).takeRetainedValue()
                unsafe lx_name_thread(String(decoding: box.name.utf8.prefix(15), as: UTF8.self))
                box.body()
                return nil
            }, Unmanaged.passRetained(Box(name, body)).toOpaque())
        precondition(started == 0, "no thread can be started: \(Linux.text(ofError: Int(started)))")
        pthread_detach(thread)
    }
}
