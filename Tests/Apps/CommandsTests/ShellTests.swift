import Foundation
import TestSupport
import Testing

/// The completion scripts, run by the shells that they are for.
@Suite("Completion in real shells", .timeLimit(.minutes(1))) struct ShellTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.write("", to: "plan one.txt")
    }

    private func ask(_ shell: String, _ script: String) async throws -> [String] {
        let programs = Place.programs.path
        let result = try await run(
            "/usr/bin/env", [shell] + (shell == "zsh" ? ["-f"] : []) + ["-c", script],
            environment: ["PATH": "\(programs):/usr/bin:/bin", "HOME": folder.path("."), "TERM": "dumb"],
            folder: folder.path("."), within: .seconds(20))
        #expect(result.status == 0, "\(result.output)")
        return result.output.split(separator: "\n").map(String.init)
    }

    /// What bash offers after this line.
    private func bash(_ line: String) async throws -> [String] {
        try await ask(
            "bash",
            """
            source <(apus completion bash)
            COMP_LINE='\(line)' COMP_POINT=\(line.utf8.count)
            compopt() { :; }
            _apus
            printf '%s\\n' "${COMPREPLY[@]}"
            """)
    }

    @Test(arguments: [
        ("apus be", ["bench"]), ("apus server ", ["start", "status", "config"]), ("apus server config c", ["check"]),
        ("apus bench --conn", ["--connections"]), ("apus completion ", ["bash", "zsh", "fish"]),
        ("apus --color al", ["always"]), ("apus --color=al", ["always"]), ("apus bench -o", []),
        ("apus server start --config pl", ["plan one.txt"]), ("apus server start --config=pl", ["plan one.txt"]),
        ("apus up --data /us", ["/usr"]), ("apus nonsense ", []),
    ])
    func `bash offers what fits`(line: String, words: [String]) async throws {
        #expect(try await bash(line) == words)
    }

    @Test func `bash takes the script without complaint, by its strictest rules`() async throws {
        #expect(
            try await ask("bash", "set -eu; source <(apus completion bash); complete -p apus") == [
                "complete -F _apus apus"
            ])
    }

    @Test(
        arguments: [
            ("apus be", ["bench"]), ("apus server ", ["config", "start", "status"]),
            ("apus --color=al", ["--color=always"]),
            ("apus completion z", ["zsh"]), ("apus server start --config pl", ["plan one.txt"]),
        ])
    func `fish offers what fits`(line: String, words: [String]) async throws {
        let lines = try await ask("fish", "apus completion fish | source; complete -C '\(line)'")
        #expect(lines.map { String($0.prefix { $0 != "\t" }) }.sorted() == words)
    }

    @Test(
        arguments: [
            ("be", ["bench:Measure a running server"]), ("server c", ["config:"]), ("completion f", ["fish"]),
            ("--color=al", ["--color=always"]),
        ])
    func `zsh offers what fits`(line: String, starts: [String]) async throws {
        // The completion system needs a terminal; its one call that hands over the words is listened to instead.
        let words = ("apus " + line).split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
        let lines = try await ask(
            "zsh",
            """
            compdef() { :; }
            source <(apus completion zsh)
            _describe() { print -l -- "${candidates[@]}"; }
            words=(\(words)) CURRENT=${#words} PREFIX=${words[-1]}
            _apus
            """)
        #expect(lines.count == starts.count)
        for (line, start) in zip(lines, starts) { #expect(line.hasPrefix(start)) }
    }
}
