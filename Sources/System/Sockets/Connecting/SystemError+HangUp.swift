import CLinux

extension SystemError {
    /// Whether the peer ended the connection: it cannot be told from other losses of a connection that was there.
    package var isHangUp: Bool { [ECONNRESET, EPIPE, ECONNABORTED, ENOTCONN].contains { Int($0) == code } }

    /// Whether the kernel gave the peer up: what was sent stayed unacknowledged for too long.
    package var isTimeOut: Bool { code == Int(ETIMEDOUT) }
}
