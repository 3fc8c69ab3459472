import Foundation
import TestSupport
import Testing

extension Journeys {
    @Suite("The contract, tried by a stranger", .server(), .timeLimit(.minutes(10))) struct HTTPContract {
        @Test func `the document is valid OpenAPI 3.1`() async throws {
            let server = try theServer
            let port = server.port
            let reply = try await onThread {
                try Wire(port: port).ask("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
            #expect(reply.status == 200)
            let folder = try TemporaryFolder()
            let document = try folder.write(reply.body, to: "openapi.json")
            try await run(pythonTool("openapi-spec-validator"), [document], within: .seconds(60)).succeeded()
        }

        @Test func `schemathesis finds no answer that the document does not promise`() async throws {
            let server = try theServer
            let folder = try TemporaryFolder()
            // A method that no endpoint knows is 501, not 405 (RFC 9110 §15.6.2): our rule, which the raw table tests.
            // The tool takes 405 for the only answer, so that it is left the methods which some endpoint knows.
            let config = try folder.write(
                "[phases.coverage]\nunexpected-methods = [\"GET\", \"POST\", \"PUT\", \"PATCH\", \"DELETE\"]\n",
                to: "schemathesis.toml")
            let result = try await run(
                pythonTool("schemathesis"),
                [
                    "--config-file", config, "run", "\(server.url)/openapi.json", "--url", server.url, "--no-color",
                    "--request-timeout", "5",
                    "--max-examples", Place.isLong ? "1000" : "50", "--checks",
                    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
                        + "unsupported_method",
                ], folder: folder.path, within: .seconds(Place.isLong ? 1800 : 240))
            try result.succeeded()
        }
    }
}

/// A command of the tests' own Python tools.
func pythonTool(_ name: String) throws -> String {
    let path = URL(filePath: Place.python).deletingLastPathComponent().appending(path: name).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
        throw TestFailure("\(name) is not installed: deploy/test does it")
    }
    return path
}
