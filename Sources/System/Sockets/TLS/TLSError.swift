/// Why there is no secure connection.
package struct TLSError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Sendable {
        /// A certificate, key or authority file cannot be used.
        case files
        /// The peer's certificate does not name whom we wanted to speak to.
        case wrongHost
        case expired
        /// The certificate leads to no authority that we trust.
        case unknownAuthority
        /// Any other fault of the peer's certificate.
        case badCertificate
        /// The peer does not speak TLS as we do.
        case handshake
        case closed
        case timedOut
    }

    package let reason: Reason
    package let description: String
}
