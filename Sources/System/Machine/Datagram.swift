import Glibc

/// One message to a Unix socket, without an answer.
package enum Datagram {
    /// Sends `bytes` to the socket at `path`; a leading `@` means Linux's abstract names (unix(7)).
    ///
    /// Answers whether it was accepted.
    package static func send(_ bytes: [UInt8], to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard !name.isEmpty, name.count < room else { return false }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)

        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        let sent = unsafe withUnsafeBytes(of: &address) { address in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe sendto(
                    socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL),
                    address.baseAddress?.assumingMemoryBound(to: sockaddr.self), length)
            }
        }
        return sent == bytes.count
    }
}
