import CLinux
import Glibc

/// One of the two streams that a program writes to.
package enum StandardStream: Int32, Sendable {
    /// Where data goes.
    case output = 1
    /// Where talk goes.
    case errors = 2

    /// Writes all of it; answers whether somebody still reads.
    @discardableResult
    package func write(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                // EAGAIN too: a terminal that another program left non-blocking must not make this one spin.
                guard errno == EAGAIN, lx_wait_writable(rawValue) > 0 else { return false }
            }
        }
        return true
    }

    package var isTerminal: Bool { isatty(rawValue) == 1 }

    /// How many columns the terminal has; nothing when it is none, or does not say.
    package var columns: Int? {
        let columns = lx_columns(rawValue)
        return columns > 0 ? columns : nil
    }
}
