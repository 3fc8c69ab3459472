import Foundation
import TestSupport
import Testing

extension Journeys {
    /// slowhttptest holds connections open by sending, or reading, as little as it may.
    @Suite("Slow attackers", .server(), .timeLimit(.minutes(10))) struct HTTPUnderAttack {
        struct Attack: Sendable, CustomStringConvertible {
            let description: String
            let arguments: [String]
        }

        static let attacks = [
            Attack(description: "heads that never end", arguments: ["-H", "-i", "5", "-x", "24"]),
            Attack(
                description: "bodies that never end",
                arguments: ["-B", "-i", "5", "-s", "8192", "-t", "POST", "-x", "10"]),
        ]

        @Test(arguments: attacks)
        func `every attacker is shed within 15 seconds, and others are served, with`(attack: Attack) async throws {
            let server = try theServer
            let text = try await assault(server, attack, seconds: 40)
            let seconds = try #require(text.firstMatch(of: /Test ended on (\d+)\w* second/).flatMap { Int($0.1) })
            // The last attacker comes two seconds after the first.
            #expect(seconds <= 17, "the last attacker held out for \(seconds) s\n\(text.suffix(2000))")
            #expect(text.contains("Exit status: No open connections left"), "\(text.suffix(2000))")
        }

        /// A slow reader does not notice that it was shed before it has read what its own kernel still holds: here the
        /// server is asked.
        @Test func `every slow reader is shed within 15 seconds, and others are served`() async throws {
            let server = try theServer
            let readers = Attack(
                description: "readers who never read",
                arguments: ["-X", "-k", "3", "-w", "10", "-y", "20", "-n", "5", "-z", "32"])
            _ = try await assault(server, readers, path: "/openapi.json", seconds: 17)
            let metrics = try await run("curl", ["-s", server.url + "/metrics"], within: .seconds(10)).output
            let shed = try #require(metrics.firstMatch(of: /\nhttp_slow_readers_total (\d+)/).flatMap { Int($0.1) })
            #expect(shed == Self.attackers)
        }

        static var attackers: Int { Place.isLong ? 1000 : 300 }

        /// What slowhttptest said; others were served meanwhile.
        private func assault(
            _ server: TestServer, _ attack: Attack, path: String = "/health/live", seconds: Int
        ) async throws -> String {
            let result = try await run(
                "slowhttptest",
                attack.arguments + ["-c", "\(Self.attackers)", "-r", "200", "-p", "3", "-l", "\(seconds)", "-u"]
                    + [server.url + path],
                within: .seconds(90))
            let text = result.output.replacing(/\u{1B}\[[0-9;]*m/, with: "")
            let states = text.matches(of: /service available:\s+(\w+)/).map { String($0.1) }
            #expect(!states.isEmpty, "\(text.suffix(2000))")
            #expect(states.allSatisfy { $0 == "YES" }, "\(text.suffix(2000))")
            return text
        }
    }
}
