import CLinux

extension Linux {
    static func ipBytes(of text: String) -> [UInt8]? {
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        let parsed = unsafe bytes.withUnsafeMutableBufferPointer { buffer -> Bool in
            guard let base = buffer.baseAddress else { return false }
            return unsafe lx_parse_ip(isIPv6 ? 1 : 0, text, base) == 1
        }
        return parsed ? bytes : nil
    }

    /// Of four or sixteen bytes.
    static func text(ofIP bytes: [UInt8]) -> String {
        precondition(bytes.count == 4 || bytes.count == 16)
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { out in
            guard let text = out.baseAddress else { return "" }
            unsafe bytes.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                unsafe lx_print_ip(bytes.count == 16 ? 1 : 0, base, text, 64)
            }
            return unsafe String(cString: text)
        }
    }

    /// Makes a socket that does not block for this kind of address.
    static func socket(for address: Address) -> Int { Int(lx_socket(family(of: address))) }

    /// The address family of a socket for this address.
    static func family(of address: Address) -> Int32 {
        switch address {
        case .ip(let ip, _): ip.isIPv6 ? AF_INET6 : AF_INET
        case .any: AF_INET6
        case .unix: AF_UNIX
        }
    }
}

extension Address {
    /// What the kernel answered. A dual socket's own address, which is all zeros, becomes `any` in `Listener` alone.
    init(_ system: lx_address) {
        self = unsafe withUnsafePointer(to: system) { system in
            var bytes = [UInt8](repeating: 0, count: 16)
            let count = unsafe bytes.withUnsafeMutableBufferPointer { buffer -> Int in
                guard let base = buffer.baseAddress else { return 0 }
                return Int(unsafe lx_ip(system, base))
            }
            if let ip = IPAddress(bytes: Array(bytes.prefix(count)), scope: unsafe lx_scope(system)) {
                return .ip(ip, port: unsafe lx_port(system))
            }
            return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { out in
                guard let path = out.baseAddress else { return .unix("") }
                unsafe lx_path(system, path, 128)
                return unsafe .unix(String(cString: path))
            }
        }
    }

    /// Lends the kernel's form of this address. A path that is too long answers `-ENAMETOOLONG`.
    func withSystemAddress(_ body: (UnsafePointer<lx_address>) -> Int) -> Int {
        var system = lx_address()
        switch self {
        case .ip(let ip, let port):
            unsafe system = ip.bytes.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return lx_address() }
                return unsafe ip.isIPv6 ? lx_address_v6(base, port, ip.scope) : lx_address_v4(base, port)
            }
        case .any(let port):
            let zeros = [UInt8](repeating: 0, count: 16)
            unsafe system = zeros.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return lx_address() }
                return unsafe lx_address_v6(base, port, 0)
            }
        case .unix(let path):
            let result = unsafe lx_address_local(path, &system)
            if result < 0 { return result }
        }
        return unsafe withUnsafePointer(to: system) { unsafe body($0) }
    }
}
