import Foundation
import Testing

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct ListeningTests {
    static let addresses: [Address] = [
        .ip(.loopback, port: 0), .ip(.loopback6, port: 0), .any(port: 0),
    ]

    @Test(arguments: addresses)
    func `what listens is reached, and learns who came`(address: Address) async throws {
        let host = try Host(address)
        let port = try #require(host.address.port)
        #expect(port > 0)
        let target: Address = if case .any = address { .ip(.loopback, port: port) } else { host.address }
        let client = try await host.loops[0].connect(target)
        let server = try await host.lines.next()
        #expect(await server.peer.ip == target.ip)
        try await client.write(Array("ping".utf8))
        #expect(try await server.read(exactly: 4) == Array("ping".utf8))
        await client.close()
        #expect(try await server.read().isEmpty)
        await server.close()
        try await host.stop()
    }

    @Test func `a port that is taken is named`() throws {
        let first = try Listener(.ip(.loopback, port: 0))
        let error = #expect(throws: ListenError.self) { try Listener(first.address) }
        #expect(error?.isInUse == true)
        let port = try #require(first.address.port)
        #expect(error?.description == "port \(port) is in use (\(first.address))")
        let dual = #expect(throws: ListenError.self) { try Listener(.any(port: port)) }
        #expect(dual?.isInUse == true)
    }

    @Test func `an IPv6 address leaves the port of IPv4 alone`() throws {
        let six = try Listener(.ip(.loopback6, port: 0))
        let port = try #require(six.address.port)
        _ = try Listener(.ip(.loopback, port: port))
    }

    @Test func `an address of another machine is refused in words`() throws {
        let foreign = try Address("192.0.2.1:0")
        let error = #expect(throws: ListenError.self) { try Listener(foreign) }
        #expect(error?.description.contains("does not have the address") == true)
        #expect(error?.isInUse == false)
    }

    @Test func `a listener that has gone gives its port back`() throws {
        let address = try Listener(.ip(.loopback, port: 0)).address
        _ = try Listener(address)
    }

    // MARK: Unix sockets

    @Test func `a Unix socket has its mode, answers, and goes with its listener`() async throws {
        let folder = try Scratch(), path = folder.path + "/socket"
        do {
            let listener = try Listener(.unix(path), mode: 0o600)
            let host = try Host(listener)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let client = try await host.loops[0].connect(.unix(path))
            let server = try await host.lines.next()
            #expect(await server.peer == .unix(""))
            try await server.write([1, 2, 3])
            #expect(try await client.read(exactly: 3) == [1, 2, 3])
            await client.close()
            await server.close()
            try await host.stop()
        }
    }

    @Test func `what a dead process left is replaced`() throws {
        let folder = try Scratch(), path = folder.path + "/socket"
        try leaveSocket(at: path)
        let listener = try Listener(.unix(path))
        #expect(listener.address == .unix(path))
    }

    @Test func `a living process keeps its socket`() throws {
        let folder = try Scratch(), path = folder.path + "/socket"
        let first = try Listener(.unix(path))
        let error = #expect(throws: ListenError.self) { try Listener(.unix(path)) }
        #expect(error?.description == "another process listens at \(path)")
        #expect(FileManager.default.fileExists(atPath: path))
        withExtendedLifetime(first) {}
    }

    @Test func `any other file is left alone`() throws {
        let folder = try Scratch(), path = try folder.write([7], to: "file")
        #expect(throws: ListenError.self) { try Listener(.unix(path)) }
        #expect(FileManager.default.contents(atPath: path) == Data([7]))
    }

    @Test func `a listener does not remove the socket that took its place`() throws {
        let folder = try Scratch(), path = folder.path + "/socket"
        var first: Listener? = try Listener(.unix(path))
        try FileManager.default.removeItem(atPath: path)
        let second = try Listener(.unix(path))
        first = nil
        #expect(first == nil)
        #expect(FileManager.default.fileExists(atPath: path))
        withExtendedLifetime(second) {}
    }

    @Test(arguments: ["/nowhere/at/all/socket", "/" + String(repeating: "a", count: 200)])
    func `a path that cannot be is refused in words`(path: String) {
        #expect(throws: ListenError.self) { try Listener(.unix(path)) }
    }

    /// A socket whose owner is gone.
    private func leaveSocket(at path: String) throws {
        let descriptor = Descriptor(owning: try SystemError.check(Linux.socket(for: .unix(path))))
        try SystemError.check(Linux.bind(descriptor.number, .unix(path)))
    }

    // MARK: Handed over

    /// A listening socket under the number that the service manager would have given it.
    private func hand(over address: Address) throws -> Int32 {
        let listener = try Listener(address)
        let number = dup(listener.number)
        #expect(number > 0)
        return number
    }

    @Test func `a socket that was handed over is used`() async throws {
        let number = try hand(over: .any(port: 0))
        let listeners = try Listener.handedOver(count: "1", process: String(getpid()), from: number)
        #expect(listeners.count == 1)
        let host = try Host(listeners[0])
        guard case .any(let port) = host.address else { throw Unready(wake: .interrupted) }
        let client = try await host.loops[0].connect(.ip(.loopback, port: port))
        let server = try await host.lines.next()
        await client.close()
        await server.close()
        try await host.stop()
        #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func `what was meant for another process is not taken`() throws {
        #expect(try Listener.handedOver(count: "1", process: "1", from: 3).isEmpty)
        #expect(try Listener.handedOver(count: "1", process: nil, from: 3).isEmpty)
        #expect(try Listener.handedOver(count: nil, process: String(getpid()), from: 3).isEmpty)
        #expect(try Listener.handedOver(count: "0", process: String(getpid()), from: 3).isEmpty)
    }

    @Test(arguments: ["-1", "x", "1000000", ""])
    func `a number of sockets that cannot be is refused`(count: String) {
        #expect(throws: ListenError.self) {
            try Listener.handedOver(count: count, process: String(getpid()), from: 3)
        }
    }

    @Test func `a descriptor that does not listen is refused`() throws {
        let descriptor = Descriptor(owning: try SystemError.check(Linux.socket(for: .ip(.loopback, port: 0))))
        let number = descriptor.number
        let error = #expect(throws: ListenError.self) {
            try Listener.handedOver(count: "1", process: String(getpid()), from: number)
        }
        #expect(error?.description.contains("no listening stream socket") == true)
    }
}
