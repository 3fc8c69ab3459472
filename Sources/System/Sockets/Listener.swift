import CLinux
import Machine

/// A socket that listens. Several loops may share it; it closes with its last user, and a Unix socket's file goes too.
package final class Listener: Sendable {
    private let descriptor: Descriptor
    /// Where it listens, with the port that the kernel chose when 0 was asked for.
    package let address: Address
    /// The file that is ours to remove.
    private let file: SocketFile?
    private let isHandedOver: Bool

    package var number: Int32 { descriptor.number }

    private init(_ bound: consuming BoundSocket) {
        address = bound.address
        file = bound.file
        isHandedOver = bound.isHandedOver
        descriptor = bound.descriptor
    }

    deinit { file?.remove() }

    /// Turns away whoever comes from now on, so that they ask elsewhere instead of waiting for a process that ends. At
    /// a socket that was handed over they wait for the next process. Any thread.
    package func refuse() {
        if isHandedOver { return }
        file?.remove()
        _ = lx_refuse(number)
    }

    /// Listens at an address. An IPv6 address takes IPv6 alone, `any` takes both families (only IPv4 on a machine
    /// without IPv6). A Unix socket gets the given mode before anyone can connect; a file that a dead process left
    /// there is replaced, a live one's is not.
    package convenience init(_ address: Address, backlog: Int32 = 4096, mode: UInt32 = 0o660) throws(ListenError) {
        do throws(SystemError) {
            if case .unix(let path) = address {
                self.init(try SocketFile.bind(path, backlog: backlog, mode: mode))
            } else {
                self.init(try Self.bind(address, backlog: backlog))
            }
        } catch {
            throw ListenError(address, error)
        }
    }

    /// Never with `SO_REUSEPORT`: it would hide that another process has the port.
    private static func bind(_ address: Address, backlog: Int32) throws(SystemError) -> BoundSocket {
        let made = Linux.socket(for: address)
        if case .any(let port) = address, made == -Int(EAFNOSUPPORT), let all = IPAddress("0.0.0.0") {
            return try bind(.ip(all, port: port), backlog: backlog)
        }
        let descriptor = Descriptor(owning: try SystemError.check(made))
        let number = descriptor.number
        try SystemError.check(lx_option(number, SOL_SOCKET, SO_REUSEADDR, 1))
        if Linux.family(of: address) == AF_INET6 {
            let only: Int32 = if case .any = address { 0 } else { 1 }
            try SystemError.check(lx_option(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, only))
        }
        try SystemError.check(Linux.bind(number, address))
        try SystemError.check(lx_listen(number, backlog))
        var bound = try Linux.localAddress(number)
        if case .any = address, let port = bound.port { bound = .any(port: port) }
        return BoundSocket(descriptor: descriptor, address: bound, file: nil)
    }
}

extension Listener {
    /// The sockets that the service manager handed over, in its order; none if it did not (systemd's
    /// `sd_listen_fds(3)`: descriptors from 3 on, meant for the process that is named). To be called once.
    package static func handedOver() throws(ListenError) -> [Listener] {
        let environment = ThisProcess.environment
        return try handedOver(count: environment["LISTEN_FDS"], process: environment["LISTEN_PID"], from: 3)
    }

    static func handedOver(count: String?, process: String?, from first: Int32) throws(ListenError) -> [Listener] {
        guard let count, let process, process == String(getpid()) else { return [] }
        guard let count = Int32(count), (0...64).contains(count) else {
            throw ListenError(nil, "LISTEN_FDS must be a number from 0 to 64, not \"\(count)\"")
        }
        var listeners: [Listener] = []
        for number in first..<first + count {
            guard lx_listens(number) == 1 else {
                throw ListenError(nil, "the descriptor \(number) that was handed over is no listening stream socket")
            }
            do throws(SystemError) {
                try SystemError.check(lx_take(number))
                let bound = try Linux.localAddress(number)
                listeners.append(
                    Listener(
                        BoundSocket(
                            descriptor: Descriptor(owning: Int(number)), address: dual(bound, number), file: nil,
                            isHandedOver: true)))
            } catch {
                throw ListenError(nil, "the descriptor \(number) that was handed over cannot be used: \(error)")
            }
        }
        return listeners
    }

    private static func dual(_ bound: Address, _ number: Int32) -> Address {
        guard case .ip(let ip, let port) = bound, ip.isIPv6, lx_v6only(number) == 0 else { return bound }
        return ip.bytes.allSatisfy { $0 == 0 } ? .any(port: port) : bound
    }
}
