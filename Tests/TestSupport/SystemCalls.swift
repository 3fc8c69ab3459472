private import Glibc

/// The calls of the operating system that tests need and Foundation lacks: the one file here with unsafe code.
enum SystemCalls {
    /// Binds a socket to a port of the kernel's choice and gives it back.
    static func unusedPort() throws -> Int {
        let (socket, port) = try bound()
        close(socket)
        return port
    }

    /// A listening socket on a port of the kernel's choice.
    static func listen() throws -> (descriptor: Int32, port: Int) {
        let (socket, port) = try bound()
        guard Glibc.listen(socket, 511) == 0 else { throw failure("listen") }
        return (socket, port)
    }

    private static func bound() throws -> (socket: Int32, port: Int) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure("socket") }
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard isBound else { throw failure("bind") }
        return (socket, Int(UInt16(bigEndian: address.sin_port)))
    }

    static func connect(port: Int, receiveBuffer: Int? = nil) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure("socket") }
        if let receiveBuffer { set(socket, SOL_SOCKET, SO_RCVBUF, Int32(receiveBuffer)) }
        set(socket, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        var address = loopback(port: port)
        let connected = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else {
            let reason = failure("connect to port \(port)")
            close(socket)
            throw reason
        }
        return socket
    }

    static func connect(unix path: String) throws -> Int32 {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure("socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = [UInt8](path.utf8)
        let fits = unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard bytes.count < room.count else { return false }
            unsafe room.copyBytes(from: bytes)
            return true
        }
        let connected = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard fits, connected else {
            let reason = failure("connect to \(path)")
            close(socket)
            throw reason
        }
        return socket
    }

    /// Lets neither a read nor a write take longer.
    static func limit(_ socket: Int32, to time: Duration) {
        let (seconds, atto) = time.components
        var value = timeval(tv_sec: Int(seconds), tv_usec: Int(atto / 1_000_000_000_000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(socket, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    static func finish(_ socket: Int32) { _ = shutdown(socket, Int32(SHUT_WR)) }

    /// Makes `close` send a reset instead of a polite end.
    static func resetOnClose(_ socket: Int32) {
        var value = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    static func receive(_ socket: Int32, upTo count: Int) -> IO {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let got = unsafe recv(socket, &bytes, count, 0)
            if got >= 0 { return got == 0 ? .ended : .bytes([UInt8](bytes.prefix(got))) }
            if errno == EINTR { continue }
            return errno == EAGAIN ? .timedOut : .reset
        }
    }

    static func send(_ socket: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
        while true {
            let sent = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent >= 0 || errno != EINTR { return sent }
        }
    }

    enum IO { case bytes([UInt8]), ended, reset, timedOut }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    private static func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        unsafe setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    static func failure(_ what: String) -> TestFailure {
        TestFailure("\(what): \(unsafe String(cString: strerror(errno)))")
    }
}
