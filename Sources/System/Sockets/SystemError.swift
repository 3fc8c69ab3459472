import CLinux

/// A system call that failed, by its `errno`.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    package let code: Int

    package init(code: Int) { self.code = code }

    /// What the peer or the kernel did to a connection that can no longer be used.
    package static let connectionReset = SystemError(code: Int(ECONNRESET))
    /// Bytes that break the protocol that was agreed upon (TLS).
    package static let protocolBroken = SystemError(code: Int(EPROTO))

    /// "Connection reset by peer": the C library's text for the code.
    package var description: String { Linux.text(ofError: code) }

    /// The result of a call, or its failure when it is a negated `errno`.
    @discardableResult
    static func check(_ result: Int) throws(SystemError) -> Int {
        guard result >= 0 else { throw SystemError(code: -result) }
        return result
    }
}
