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
}
