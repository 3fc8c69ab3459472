import Foundation
import Testing

@testable import TestSupport

extension Journeys {
    @Suite("What tests are made with", .timeLimit(.minutes(1))) struct SupportTests {
        @Test func `a folder is gone with its last reference`() throws {
            var path = ""
            do {
                let folder = try TemporaryFolder()
                path = try folder.write("x", to: "a/b")
                #expect(FileManager.default.fileExists(atPath: path))
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }

        @Test func `free ports differ`() throws {
            let ports = try (0..<50).map { _ in try freePort() }
            #expect(Set(ports).count == 50)
        }

        @Test func `a program is waited for by what it says, and its output and status are kept`() async throws {
            let program = try Program("sh", ["-c", "echo one; echo two >&2; exit 3"], environment: ["A": "b"])
            #expect(try await program.line(containing: "wo") == "two")
            #expect(try await program.end() == 3)
            #expect(try await program.wholeOutput() == "one\ntwo\n")
        }

        @Test func `a program that ends without the line fails with its output`() async throws {
            let program = try Program("sh", ["-c", "echo sorry"])
            let failure = await #expect(throws: TestFailure.self) { try await program.line(containing: "ready") }
            #expect(failure?.description.contains("sorry") == true)
        }

        @Test func `nothing of the test's environment reaches a program`() async throws {
            let result = try await run("env", environment: ["APUS_X": "1"], within: .seconds(10))
            let names = result.output.split(separator: "\n").map { $0.prefix { $0 != "=" } }
            #expect(Set(names).isSubset(of: ["PATH", "LC_ALL", "SWIFT_BACKTRACE", "APUS_X"]))
            #expect(names.contains("APUS_X"))
        }

        @Test func `a program is stopped politely or killed`() async throws {
            let polite = try Program("sh", ["-c", "trap 'echo bye; exit 0' TERM; echo up; while :; do read x; done"])
            try await polite.line(containing: "up")
            #expect(try await polite.stop() == 0)
            #expect(try await polite.wholeOutput().contains("bye"))
            let other = try Program("sleep", ["60"])
            other.kill()
            #expect(try await other.end() == -SIGKILL)
        }

        @Test func `what is found on another thread is found by its test`() async throws {
            let name = Test.current?.name
            #expect(try await onThread { Test.current?.name } == name)
        }

        @Test func `a program that does not exist says so`() async throws {
            let result = try await run("/no/such/program", within: .seconds(10))
            #expect(result.status == 127)
            #expect(throws: TestFailure.self) { try result.succeeded() }
        }

        @Test func `a tool that takes too long is ended`() async throws {
            await #expect(throws: TestFailure.self) {
                _ = try await run("sleep", ["60"], within: .milliseconds(100))
            }
        }
    }
}
