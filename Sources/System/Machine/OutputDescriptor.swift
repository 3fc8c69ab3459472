import Glibc

/// A descriptor that text is written to, such as standard error. It is not owned: nobody here closes it.
package struct OutputDescriptor: Sendable {
    package static let standardOutput = OutputDescriptor(number: STDOUT_FILENO)
    package static let standardError = OutputDescriptor(number: STDERR_FILENO)

    package let number: Int32

    package init(number: Int32) { self.number = number }

    package var isTerminal: Bool { isatty(number) == 1 }

    /// Writes all, waiting as long as it takes; answers false when the other end is gone or the disk is full.
    package func write(_ lines: borrowing LineBuffer) -> Bool {
        var done = 0
        while done < lines.count {
            let wrote = unsafe Glibc.write(number, lines.base + done, lines.count - done)
            if wrote > 0 {
                done += wrote
            } else if wrote < 0, errno == EAGAIN {
                var waiting = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&waiting, 1, 1000)
            } else if wrote == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }
}
