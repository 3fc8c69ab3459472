import TestSupport
import Testing

/// Gives a suite one server, started before its first test and stopped after its last.
struct HTTPServerTrait: SuiteTrait, TestScoping {
    let environment: [String: String]

    @TaskLocal static var server: TestServer?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let server = try await TestServer(environment: environment)
        try await Self.$server.withValue(server) { try await function() }
        #expect(server.program.isRunning, "the server is gone:\n\(server.program.output)")
        let status = try await server.program.stop()
        #expect(status == 0, "it did not stop cleanly:\n\(server.program.output)")
    }
}

extension Trait where Self == HTTPServerTrait {
    static func server(_ environment: [String: String] = [:]) -> Self { Self(environment: environment) }
}

/// The server of the suite that a test is in.
var theServer: TestServer {
    get throws { try #require(HTTPServerTrait.server) }
}
