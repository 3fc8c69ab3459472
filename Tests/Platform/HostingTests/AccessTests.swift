import API
import HTTP
import Hosting
import JSON
import Model
import Testing

@Suite("Access", .timeLimit(.minutes(1))) struct AccessTests {
    /// Who calls, and what they have; written down apart from the framework's own judgment.
    static let callers: [(name: String, isSignedIn: Bool, isLocal: Bool, hasAll: Bool)] = [
        ("nobody", false, false, false), ("here", false, true, false), ("somebody", true, false, false),
        ("admin", true, false, true),
    ]

    @Test func `every operation lets in whom its access names, and nobody else`() async throws {
        let house = try House()
        for operation in house.routes.all {
            for caller in Self.callers {
                let allowed =
                    switch operation.access {
                    case .everyone: true
                    case .signedIn: caller.isSignedIn
                    case .permission: caller.hasAll
                    case .local: caller.isLocal || caller.hasAll
                    }
                let answer = try await house.send(example: operation.contract, as: caller.name)
                let expected = allowed ? nil : caller.isSignedIn ? 403 : 401
                if let expected {
                    #expect(answer.status == expected, "\(operation.name) as \(caller.name)")
                } else {
                    #expect(answer.status < 300 || answer.status == 428, "\(operation.name) as \(caller.name)")
                }
            }
        }
    }

    @Test func `who is refused learns nothing of what there is`() async throws {
        let house = try House()
        let there = try await house.send(.get, "/api/v1/notebooks/7/notes", headers: [("X-Caller", "nobody")])
        let wrong = try await house.send(.get, "/api/v1/notebooks/x/notes?y=z", headers: [("X-Caller", "nobody")])
        #expect(there.status == 401)
        #expect(wrong.status == 401)
        #expect(there["detail"] == wrong["detail"])
        #expect(there.headers["www-authenticate"] == "Bearer, Basic realm=\"Apus\"")
        let page = try await house.send(
            .get, "/api/v1/notebooks/7/notes", headers: [("X-Caller", "nobody"), ("Sec-Fetch-Mode", "cors")])
        #expect(page.headers["www-authenticate"] == "Bearer")
    }
}

extension House {
    /// Sends a contract's own example.
    func send(example contract: any Contract.Type, as caller: String) async throws -> Answer {
        let message = try RequestMessage(contract.example)
        return try await send(
            Method(contract.route.method), message.target, String(decoding: message.body ?? [], as: UTF8.self),
            headers: [("X-Caller", caller)])
    }
}
