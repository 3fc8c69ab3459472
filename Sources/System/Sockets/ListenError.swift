import CLinux

/// Why a socket cannot listen at an address, in words that its operator can act on.
package struct ListenError: Error, Equatable, CustomStringConvertible {
    package let address: Address?
    package let description: String

    /// Whether somebody else listens there already.
    package let isInUse: Bool

    init(_ address: Address?, _ description: String, isInUse: Bool = false) {
        self.address = address
        self.description = description
        self.isInUse = isInUse
    }

    init(_ address: Address, _ error: SystemError) {
        let what: String
        switch (Int32(truncatingIfNeeded: error.code), address) {
        case (EADDRINUSE, .unix(let path)): what = "another process listens at \(path)"
        case (EADDRINUSE, _): what = "port \(address.port ?? 0) is in use (\(address))"
        case (EACCES, .unix(let path)): what = "no permission to make a socket at \(path)"
        case (EACCES, _): what = "no permission to listen at port \(address.port ?? 0); choose one from 1024 on"
        case (EADDRNOTAVAIL, _): what = "this machine does not have the address of \(address)"
        case (EAFNOSUPPORT, _): what = "this machine has no IPv6, which \(address) needs"
        case (ENAMETOOLONG, .unix(let path)):
            what = "a socket's path has at most \(Address.longestPath) bytes: \(path)"
        case (ENOENT, .unix(let path)): what = "the folder of \(path) does not exist"
        default: what = "cannot listen at \(address): \(error)"
        }
        self.init(address, what, isInUse: error.code == Int(EADDRINUSE))
    }
}
