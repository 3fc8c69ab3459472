import Glibc
import Lifecycle
import Machine
import Testing

@Suite("Telling the service manager", .timeLimit(.minutes(1))) struct ServiceManagerTests {
    /// A socket as systemd hands it out, under an abstract name.
    private func receiver(named name: String) throws -> Int32 {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = [0] + Array(name.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(socket, $0, length) }
        }
        try #require(result == 0)
        return socket
    }

    private func message(_ socket: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = unsafe recv(socket, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `it hears that the service is ready, and that it stops`() throws {
        let name = "apus-test-\(getpid())"
        let socket = try receiver(named: name)
        defer { close(socket) }
        let program = Program(environment: ["NOTIFY_SOCKET": "@\(name)"])
        program.serviceManager.ready(status: "Listening\nat http://x")
        #expect(message(socket) == "READY=1\nSTATUS=Listening at http://x")
        _ = program.receive(.terminate)
        #expect(message(socket) == "STOPPING=1")
    }

    @Test func `without one, or with one that is gone, nothing happens`() {
        ServiceManager(environment: [:]).ready()
        ServiceManager(environment: ["NOTIFY_SOCKET": "/nonexistent/socket"]).ready()
    }
}
