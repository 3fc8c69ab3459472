private import COpenSSL

/// TLS on a blocking socket, trusting whatever certificate it meets: tests check certificates by other means.
@safe final class TLSWire {
    private let context: OpaquePointer
    private let session: OpaquePointer

    init(socket: Int32) throws {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()), let session = unsafe SSL_new(context) else {
            throw TestFailure("no TLS context")
        }
        unsafe self.context = context
        unsafe self.session = session
        unsafe SSL_set_fd(session, socket)
        guard unsafe SSL_connect(session) == 1 else { throw TestFailure("TLS: no handshake") }
    }

    deinit {
        unsafe SSL_free(session)
        unsafe SSL_CTX_free(context)
    }

    func send(_ bytes: ArraySlice<UInt8>) -> Int {
        var sent = 0
        let result = unsafe bytes.withUnsafeBytes { unsafe SSL_write_ex(session, $0.baseAddress, $0.count, &sent) }
        return result == 1 ? sent : -1
    }

    func receive(upTo count: Int) -> SystemCalls.IO {
        var bytes = [UInt8](repeating: 0, count: count)
        var got = 0
        let result = unsafe SSL_read_ex(session, &bytes, count, &got)
        if result == 1 { return .bytes([UInt8](bytes.prefix(got))) }
        return switch unsafe SSL_get_error(session, result) {
        case SSL_ERROR_ZERO_RETURN: .ended
        case SSL_ERROR_WANT_READ: .timedOut
        default: .reset
        }
    }
}
