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
            Attack(
                description: "readers who never read",
                arguments: ["-X", "-k", "3", "-w", "10", "-y", "20", "-n", "5", "-z", "32"]),
        ]

        @Test(arguments: attacks)
        func `every attacker is shed within 15 seconds, and others are served, with`(attack: Attack) async throws {
            let server = try theServer
            let path = attack.arguments[0] == "-X" ? "/openapi.json" : "/health/live"
            let result = try await run(
                "slowhttptest",
                attack.arguments + ["-c", Place.isLong ? "1000" : "300", "-r", "200", "-p", "3", "-l", "40", "-u"]
                    + [server.url + path],
                within: .seconds(90))
            let text = result.output.replacing(/\u{1B}\[[0-9;]*m/, with: "")
            let states = text.matches(of: /service available:\s+(\w+)/).map { String($0.1) }
            #expect(!states.isEmpty, "\(text.suffix(2000))")
            #expect(states.allSatisfy { $0 == "YES" }, "\(text.suffix(2000))")
            let seconds = try #require(text.firstMatch(of: /Test ended on (\d+)\w* second/).flatMap { Int($0.1) })
            // The last attacker comes two seconds after the first.
            #expect(seconds <= 17, "the last attacker held out for \(seconds) s\n\(text.suffix(2000))")
            #expect(text.contains("Exit status: No open connections left"), "\(text.suffix(2000))")
        }
    }
}
