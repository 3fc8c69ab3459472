import CLinux
private import Glibc

/// Asks the C library for the addresses of a name, which blocks for as long as name servers make it.
enum Lookup {
    typealias Answer = Result<[IPAddress], ConnectError>

    static func addresses(of name: String) -> Answer {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_family = AF_UNSPEC
        // Not AI_ADDRCONFIG: it hides ::1 on a machine without an outer IPv6 address.
        var first: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &first)
        guard code == 0 else { return .failure(.unknownHost(unsafe String(cString: gai_strerror(code)))) }
        defer { unsafe freeaddrinfo(first) }
        var found: [IPAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            if let address = unsafe address(of: entry.pointee), !found.contains(address) { found.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return found.isEmpty ? .failure(.unknownHost("it has neither an IPv4 nor an IPv6 address")) : .success(found)
    }

    private static func address(of entry: addrinfo) -> IPAddress? {
        guard let system = unsafe entry.ai_addr else { return nil }
        let raw = UnsafeRawPointer(system)
        switch unsafe entry.ai_family {
        case AF_INET where unsafe Int(entry.ai_addrlen) >= MemoryLayout<sockaddr_in>.size:
            let v4 = unsafe raw.loadUnaligned(as: sockaddr_in.self)
            return unsafe withUnsafeBytes(of: v4.sin_addr) { unsafe IPAddress(bytes: Array($0)) }
        case AF_INET6 where unsafe Int(entry.ai_addrlen) >= MemoryLayout<sockaddr_in6>.size:
            let v6 = unsafe raw.loadUnaligned(as: sockaddr_in6.self)
            return unsafe withUnsafeBytes(of: v6.sin6_addr) {
                unsafe IPAddress(bytes: Array($0), scope: v6.sin6_scope_id)
            }
        default: return nil
        }
    }
}
