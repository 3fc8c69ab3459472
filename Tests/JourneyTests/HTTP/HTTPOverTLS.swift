import Foundation
import TestSupport
import Testing

extension Journeys {
    @Suite("TLS", .timeLimit(.minutes(10))) struct HTTPOverTLS {
        @Test func `requests, byte by byte, are answered as without it`() async throws {
            let server = try await TestServer.secure()
            let port = server.port
            let problems = try await onThread {
                let cases = RawCase.requestLines + RawCase.chunks + RawCase.pipelines
                return cases.compactMap { test in
                    RawExchange(port: port, tls: true).problem(with: test).map { "\(test.rule): \($0)" }
                }
            }
            #expect(problems == [])
            #expect(try await server.program.stop() == 0)
        }

        /// Ten seconds, whether a client says nothing, says a part, or drips.
        @Test func `who does not finish the handshake is sent away, and others are served`() async throws {
            let server = try await TestServer.secure()
            let port = server.port
            // The start of a ClientHello of 512 bytes (RFC 8446 §5.1).
            let hello: [UInt8] = [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]
            let sent = Watched(0)
            await onThreads(3) { index in
                guard let wire = try? Wire(port: port, timeout: .seconds(20)) else { return }
                if index > 0 { try? wire.send(hello) }
                // Nobody reads what it says before it is sent away, if it says anything.
                for _ in 0..<15 where index == 2 {
                    guard (try? wire.send([0])) != nil else { break }
                    _ = sent.wait(within: .seconds(1)) { _ in Bool?.none }
                }
                if (try? wire.receiveAll()) != nil { sent.update { $0 += 1 } }
            }
            #expect(sent.current == 3)
            let isServed = try await onThread { RawExchange(port: port, tls: true).isServed() }
            #expect(isServed)
            #expect(try await server.program.stop() == 0)
        }

        @Test func `testssl finds nothing`() async throws {
            let server = try await TestServer.secure()
            let report = server.folder.path("report.json")
            // Debian's OpenSSL has no engine for the ciphers of GOST, of which it would complain.
            let environment = ["HOME": server.folder.path, "NO_ENGINE": "true"]
            let result = try await run(
                "testssl",
                [
                    "--quiet", "--color", "0", "--fast", "-p", "-s", "-U", "--warnings", "off", "--jsonfile", report,
                    "127.0.0.1:\(server.port)",
                ], environment: environment, folder: server.folder.path, within: .seconds(300))
            let bytes = try Data(contentsOf: URL(filePath: report))
            let findings = try JSONDecoder().decode([Finding].self, from: bytes)
            let asked = Set(findings.map(\.id))
            #expect(asked.isSuperset(of: Finding.expected), "\(result.output)")
            #expect(findings.filter { !$0.isHarmless }.map(\.description) == [], "\(result.output)")
            #expect(findings.contains { $0.id == "TLS1_3" && $0.finding.hasPrefix("offered") })
            #expect(try await server.program.stop() == 0)
        }

        /// BREACH guesses a secret by the length of a compressed page that repeats what was asked.
        @Test func `the compressed page of the front is the same whatever is asked and whoever asks`() async throws {
            let server = try await TestServer.secure()
            let port = server.port
            let bodies = try await onThread {
                try ["/", "/?token=guess", "/?token=other"].map { target in
                    let request = "GET \(target) HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
                    let reply = try Wire(port: port, tls: true).ask("\(request)Cookie: a=\(target.count)\r\n\r\n")
                    #expect(reply.status == 200)
                    #expect(reply["content-encoding"] == "gzip")
                    return reply.body
                }
            }
            #expect(Set(bodies).count == 1)
            #expect(try await server.program.stop() == 0)
        }
    }
}

/// What testssl says of one question.
private struct Finding: Decodable, CustomStringConvertible {
    let id: String
    let severity: String
    let finding: String

    var description: String { "\(id) \(severity): \(finding)" }

    /// What it must have asked for its silence to mean something.
    static let expected: Set = [
        "SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3", "cipherlist_NULL", "cipherlist_aNULL",
        "cipherlist_EXPORT", "cipherlist_LOW", "cipherlist_STRONG", "heartbleed", "CCS", "ROBOT", "secure_renego",
        "secure_client_renego", "CRIME_TLS", "BREACH", "SWEET32", "FREAK", "LOGJAM", "BEAST", "LUCKY13", "RC4",
    ]

    /// It cannot ask for RC4 where Debian's OpenSSL has none; the cipher categories, asked byte by byte, hold it.
    /// And it warns of every compressed page, where the test beside it shows that this one gives nothing away.
    var isHarmless: Bool {
        switch (id, severity) {
        case (_, "OK"), (_, "INFO"): true
        case ("RC4", "WARN"): finding.contains("not supported by local OpenSSL")
        case ("BREACH", "MEDIUM"): finding.contains("only supplied '/' tested")
        default: false
        }
    }
}
