import TestSupport
import Testing

extension Journeys {
    @Suite("Wrong settings", .timeLimit(.minutes(1))) struct HTTPWrongSettings {
        @Test func `every problem is in one message, with the name and what would be right`() async throws {
            let folder = try TemporaryFolder()
            let wrong = [
                "APUS_LISTEN": "nowhere:port", "APUS_HTTP_LOOPS": "many", "APUS_HTTP_CONNECTIONS": "-1",
                "APUS_TLS_KEY": "/no/such/key", "APUS_ACCOUNTS": "perhaps", "APUS_LISTN": "127.0.0.1:1",
            ]
            let environment = wrong.merging(["APUS_DATA": folder.path("data")]) { $1 }
            let result = try await run(
                Place.program("apus-server"), environment: environment, within: .seconds(10))
            #expect(result.status != 0)
            for name in wrong.keys { #expect(result.output.contains(name), "\(name) is not in:\n\(result.output)") }
            #expect(result.output.contains(/did you mean/.ignoresCase()), "\(result.output)")
        }

        @Test func `a port that is taken is said at once`() async throws {
            let first = try await TestServer()
            let folder = try TemporaryFolder()
            let result = try await run(
                Place.program("apus-server"),
                environment: ["APUS_LISTEN": "127.0.0.1:\(first.port)", "APUS_DATA": folder.path("data")],
                within: .seconds(10))
            #expect(result.status != 0)
            #expect(result.output.contains("\(first.port)"), "\(result.output)")
            #expect(try await first.program.stop() == 0)
        }
    }
}
