import Glibc

/// A signal that a program of ours listens to or sends.
package enum Signal: Int32, Sendable, CaseIterable {
    case hangUp = 1
    case interrupt = 2
    case kill = 9
    case terminate = 15

    /// Its name as in `kill -l`.
    package var name: String {
        switch self {
        case .hangUp: "SIGHUP"
        case .interrupt: "SIGINT"
        case .kill: "SIGKILL"
        case .terminate: "SIGTERM"
        }
    }
}

extension Signal {
    /// Keeps these signals from this thread and from every thread that it starts from now on, so that only `wait`
    /// meets them; and writing to a closed pipe, or more to a file than it may have, is an error rather than the end.
    ///
    /// Promises nothing for threads that already run: call it first in `main`.
    package static func block(_ signals: [Signal]) {
        var set = Self.set(of: signals)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        _ = Glibc.signal(SIGXFSZ, SIG_IGN)
    }

    /// Waits, blocking this thread, for one of these signals, which must be blocked.
    package static func wait(for signals: [Signal]) -> Signal {
        var set = Self.set(of: signals)
        while true {
            var number: Int32 = 0
            if unsafe sigwait(&set, &number) == 0, let signal = Signal(rawValue: number) { return signal }
        }
    }

    private static func set(of signals: [Signal]) -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal.rawValue) }
        return set
    }
}
