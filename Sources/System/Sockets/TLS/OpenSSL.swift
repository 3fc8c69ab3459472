// The door to OpenSSL: every pointer of its TLS half stays in this file.
private import COpenSSL

/// What one try at a TLS operation came to.
enum TLSStep {
    case moved(Int)
    case wantsRead, wantsWrite
    /// The peer said that it has nothing more to say.
    case ended
    /// It hung up without saying so, which cuts off what it had to say.
    case cut
    case broken
}

/// Keys that seal session tickets: made at random, and replaced in time.
struct TicketKey: Sendable {
    let bytes: [UInt8]

    init?() {
        var bytes = [UInt8](repeating: 0, count: 80)
        let made = unsafe bytes.withUnsafeMutableBufferPointer { unsafe RAND_bytes($0.baseAddress, Int32($0.count)) }
        guard made == 1 else { return nil }
        self.bytes = bytes
    }
}

/// An `SSL_CTX`. It is not changed any more once it is made, so that loops may share it.
@safe final class TLSContext: @unchecked Sendable {
    fileprivate let pointer: OpaquePointer
    private let keys: UnsafeMutablePointer<apus_ticket_keys>?

    /// When the certificate ends, in seconds since 1970.
    let expiry: Int

    deinit {
        unsafe SSL_CTX_free(pointer)
        unsafe keys?.deinitialize(count: 1)
        unsafe keys?.deallocate()
    }

    /// Of a server: a chain and its key in PEM.
    init(certificate: String, key: String, tickets: [TicketKey], lifetime: Int) throws(TLSError) {
        guard let pointer = unsafe apus_context(1) else { throw OpenSSL.failure(.files, "OpenSSL cannot start") }
        let keys = UnsafeMutablePointer<apus_ticket_keys>.allocate(capacity: 1)
        unsafe keys.initialize(to: apus_ticket_keys())
        unsafe keys.pointee.count = Int32(min(2, tickets.count))
        unsafe withUnsafeMutableBytes(of: &keys.pointee.key) { room in
            for (index, ticket) in tickets.prefix(2).enumerated() {
                for (offset, byte) in ticket.bytes.enumerated() { unsafe room[index * 80 + offset] = byte }
            }
        }
        unsafe self.pointer = pointer
        unsafe self.keys = keys
        let loaded = unsafe SSL_CTX_use_certificate_chain_file(pointer, certificate) == 1
        expiry = loaded ? Int(unsafe apus_expiry(pointer)) : 0
        if !loaded { throw OpenSSL.failure(.files, "the certificate file \(certificate) cannot be used") }
        if unsafe SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) != 1 {
            throw OpenSSL.failure(.files, "the key file \(key) cannot be used")
        }
        if unsafe SSL_CTX_check_private_key(pointer) != 1 {
            throw OpenSSL.failure(.files, "the key in \(key) does not belong to the certificate in \(certificate)")
        }
        if unsafe apus_server_settings(pointer, keys, lifetime) != 1 {
            throw OpenSSL.failure(.files, "OpenSSL refuses the settings")
        }
    }

    /// Of a client: the authorities in a PEM file, or those that the machine trusts.
    init(authorities: String?) throws(TLSError) {
        guard let pointer = unsafe apus_context(0) else { throw OpenSSL.failure(.files, "OpenSSL cannot start") }
        unsafe self.pointer = pointer
        unsafe keys = nil
        expiry = 0
        if let authorities {
            if unsafe SSL_CTX_load_verify_file(pointer, authorities) != 1 {
                throw OpenSSL.failure(.files, "the authority file \(authorities) cannot be used")
            }
        } else if unsafe SSL_CTX_set_default_verify_paths(pointer) != 1 {
            throw OpenSSL.failure(.files, "the authorities of this machine cannot be read")
        }
        let isSet = unsafe apus_client_settings(pointer) { ssl, ticket in
            guard let ssl = unsafe ssl, let ticket = unsafe ticket, let raw = unsafe SSL_get_ex_data(ssl, 0) else {
                return 0
            }
            let session = unsafe Unmanaged<TLSSession>.fromOpaque(raw).takeUnretainedValue()
            session.remember?(unsafe TLSTicket(owning: ticket))
            return session.remember == nil ? 0 : 1
        }
        if isSet != 1 { throw OpenSSL.failure(.files, "OpenSSL refuses the settings") }
    }
}

/// What a client shows to take up an earlier session. Never changed, hence `@unchecked`.
@safe final class TLSTicket: @unchecked Sendable {
    fileprivate let pointer: OpaquePointer
    fileprivate init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }
    deinit { unsafe SSL_SESSION_free(pointer) }
}

/// One connection's half of TLS. `@unchecked`: it is touched on its stream's loop alone.
@safe final class TLSSession: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// Keeps the ticket keys, to which the context only points.
    private let context: TLSContext
    fileprivate let remember: ((TLSTicket) -> Void)?
    private(set) var isEstablished = false
    private var isBroken = false

    deinit { unsafe SSL_free(pointer) }

    /// The server's side.
    init(_ context: TLSContext, descriptor: Int32) throws(TLSError) {
        guard let pointer = unsafe SSL_new(context.pointer) else {
            throw OpenSSL.failure(.handshake, "OpenSSL has no memory")
        }
        unsafe self.pointer = pointer
        self.context = context
        remember = nil
        if unsafe SSL_set_fd(pointer, descriptor) != 1 { throw OpenSSL.failure(.handshake, "OpenSSL has no memory") }
        unsafe SSL_set_accept_state(pointer)
    }

    /// The client's side; `host` must be in the peer's certificate.
    init(
        _ context: TLSContext, descriptor: Int32, host: String, isIP: Bool, ticket: TLSTicket?,
        remember: @escaping (TLSTicket) -> Void
    ) throws(TLSError) {
        guard let pointer = unsafe SSL_new(context.pointer) else {
            throw OpenSSL.failure(.handshake, "OpenSSL has no memory")
        }
        unsafe self.pointer = pointer
        self.context = context
        self.remember = remember
        guard unsafe SSL_set_fd(pointer, descriptor) == 1, unsafe apus_expect_peer(pointer, host, isIP ? 1 : 0) == 1
        else { throw OpenSSL.failure(.handshake, "\"\(host)\" cannot be a host's name") }
        // The session outlives its pointer, whose callbacks come from its own calls alone.
        unsafe SSL_set_ex_data(pointer, 0, Unmanaged.passUnretained(self).toOpaque())
        if let ticket { unsafe SSL_set_session(pointer, ticket.pointer) }
        unsafe SSL_set_connect_state(pointer)
    }

    var isResumed: Bool { unsafe SSL_session_reused(pointer) == 1 }

    /// `TLSv1.3`
    var version: String { unsafe String(cString: SSL_get_version(pointer)) }

    func handshake() throws(TLSError) -> TLSStep {
        let result = unsafe SSL_do_handshake(pointer)
        if result == 1 {
            isEstablished = true
            return .moved(0)
        }
        let verdict = unsafe SSL_get_verify_result(pointer)
        let (step, text) = failed(result)
        switch step {
        case .wantsRead, .wantsWrite: return step
        case .broken:
            if verdict != 0 { throw OpenSSL.failure(verdict: verdict) }
            throw TLSError(reason: .handshake, description: "no TLS with the peer: \(text)")
        default: throw TLSError(reason: .closed, description: "the peer hung up during the TLS handshake")
        }
    }

    /// One try; as much as fits and is there.
    func read(into bytes: inout [UInt8], _ range: Range<Int>) -> TLSStep {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count && !range.isEmpty)
        return unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return .broken }
            var count = 0
            let result = unsafe SSL_read_ex(pointer, base + range.lowerBound, range.count, &count)
            return result == 1 ? .moved(count) : failed(result).0
        }
    }

    /// One try; at most one record. What wanted to wait must be tried again with the same bytes, or with these and
    /// more.
    func write(_ bytes: Span<UInt8>) -> TLSStep {
        unsafe bytes.withUnsafeBytes { buffer in
            var count = 0
            let result = unsafe SSL_write_ex(pointer, buffer.baseAddress, buffer.count, &count)
            return result == 1 ? .moved(count) : failed(result).0
        }
    }

    /// Tells the peer that nothing more comes, if it can still be told.
    func close() {
        if !isEstablished || isBroken { return }
        isBroken = true
        if unsafe SSL_shutdown(pointer) < 0 { ERR_clear_error() }
    }

    private func failed(_ result: Int32) -> (TLSStep, String) {
        switch unsafe SSL_get_error(pointer, result) {
        case SSL_ERROR_WANT_READ: return (.wantsRead, "")
        case SSL_ERROR_WANT_WRITE: return (.wantsWrite, "")
        case SSL_ERROR_ZERO_RETURN: return (.ended, "")
        case SSL_ERROR_SYSCALL:
            isBroken = true
            ERR_clear_error()
            return (.cut, "")
        default:
            isBroken = true
            let isCut = ERR_GET_REASON(apus_next_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING
            return (isCut ? .cut : .broken, OpenSSL.takeErrorText())
        }
    }
}

private enum OpenSSL {
    /// The first error in the thread's queue, which is left empty: what is in it would be taken for the next call's.
    static func takeErrorText() -> String {
        defer { ERR_clear_error() }
        guard let text = unsafe apus_error_text(apus_next_error()) else { return "no reason given" }
        return unsafe String(cString: text)
    }

    static func failure(_ reason: TLSError.Reason, _ what: String) -> TLSError {
        let isEmpty = apus_next_error() == 0
        let text = takeErrorText()
        return TLSError(reason: reason, description: isEmpty ? what : "\(what): \(text)")
    }

    static func failure(verdict: Int) -> TLSError {
        ERR_clear_error()
        let text = unsafe String(cString: X509_verify_cert_error_string(verdict))
        let reason: TLSError.Reason =
            switch Int32(truncatingIfNeeded: verdict) {
            case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: .wrongHost
            case X509_V_ERR_CERT_HAS_EXPIRED: .expired
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                .unknownAuthority
            default: .badCertificate
            }
        return TLSError(reason: reason, description: "the peer's certificate is refused: \(text)")
    }
}
