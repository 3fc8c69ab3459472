private import Glibc

extension SystemCalls {
    /// The next connection; `nil` once the listener was shut down.
    static func accept(_ listener: Int32) -> Int32? {
        while true {
            let socket = Glibc.accept(listener, nil, nil)
            if socket >= 0 {
                _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
                return socket
            }
            if errno != EINTR && errno != ECONNABORTED { return nil }
        }
    }

    /// Wakes whoever waits for this socket, in whatever way.
    static func shutDown(_ socket: Int32) { _ = shutdown(socket, Int32(SHUT_RDWR)) }

    /// Wakes whoever reads from this socket; its peer hears nothing of it.
    static func stopReading(_ socket: Int32) { _ = shutdown(socket, Int32(SHUT_RD)) }
}
