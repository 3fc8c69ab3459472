import API
import HTTP
import Hosting
import JSON
import Model
import Sockets
import Testing

@testable import Server

@Suite("Roles", .timeLimit(.minutes(1))) struct RoleTests {
    /// What each operation answers to whom, written down by hand: nobody from elsewhere, nobody on this machine, and
    /// whoever calls an open server.
    static let golden: [String: [Int]] = [
        "GetVersion": [401, 401, 200],
        "GetHealth": [200, 200, 200],
        "GetLiveness": [200, 200, 200],
        "GetReadiness": [503, 503, 503],
        "GetTrackingVersion": [200, 200, 200],
        "GetMetrics": [401, 200, 200],
        "GetContract": [200, 200, 200],
        "GetHome": [200, 200, 200],
        "GetReference": [200, 200, 200],
        "GetAsset": [200, 200, 200],
    ]

    @Test func `every operation answers each role as it is written down`() async throws {
        let guarded = try await Instance(["APUS_ACCOUNTS": "on"]).assembly
        let open = try await Instance(["APUS_ACCOUNTS": "open"]).assembly
        let elsewhere = Peer(.ip(try #require(IPAddress("192.0.2.7")), port: 1), isEncrypted: true)
        for operation in guarded.routes.all {
            let message = try RequestMessage(operation.contract.example)
            var statuses: [Int] = []
            for (assembly, peer) in [(guarded, elsewhere), (guarded, Peer.local), (open, Peer.local)] {
                let request = try Request(Method(message.method), message.target, body: message.body ?? [], peer: peer)
                let response = try await assembly.dispatcher.respond(to: request)
                statuses.append(Int(response.status.code))
                #expect((response.headers["strict-transport-security"] != nil) == peer.isEncrypted)
            }
            #expect(Self.golden[operation.name] == statuses, "\(operation.name)")
        }
    }
}
