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
            // A method that nobody knows is 501 (RFC 9110 §9.1); the tool takes 405 for the only answer to it.
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

    @Suite("TLS, looked at by testssl", .timeLimit(.minutes(10))) struct HTTPOverTLS {
        @Test func `only what is safe is offered, and it is HTTP`() async throws {
            let folder = try TemporaryFolder()
            let (key, certificate) = (folder.path("key.pem"), folder.path("certificate.pem"))
            try await run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
                    "-out", certificate,
                ], within: .seconds(30)
            ).succeeded()
            let server = try await TestServer(environment: [
                "APUS_TLS_CERTIFICATE": certificate, "APUS_TLS_KEY": key,
            ])
            let port = server.port
            let problems = try await onThread {
                let cases = RawCase.requestLines + RawCase.chunks + RawCase.pipelines
                return cases.compactMap { test in
                    RawExchange(port: port, tls: true).problem(with: test).map { "\(test.rule): \($0)" }
                }
            }
            #expect(problems == [])
            let result = try await run(
                "testssl",
                [
                    "--quiet", "--color", "0", "--fast", "-p", "-s", "-U", "--warnings", "off", "127.0.0.1:\(port)",
                ], environment: ["HOME": folder.path], folder: folder.path, within: .seconds(300))
            #expect(result.output.contains("TLS 1.3"), "\(result.output)")
            #expect(!result.output.contains("NOT ok"), "\(result.output)")
            #expect(!result.output.contains(/VULNERABLE(?! \(OK\))/) || !result.output.contains("VULNERABLE (NOT"))
            #expect(try await server.program.stop() == 0)
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
