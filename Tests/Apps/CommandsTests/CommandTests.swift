import JSON
import TestSupport
import Testing

@Suite("Commands", .timeLimit(.minutes(1))) struct CommandTests {
    private func apus(_ arguments: String..., environment: [String: String] = [:]) async throws -> ToolResult {
        try await run(Place.program("apus"), arguments, environment: environment, within: .seconds(30))
    }

    @Test(arguments: HelpPages.all.keys.sorted())
    func `the help of a command is what was agreed upon`(command: String) async throws {
        let words = command.split(separator: " ").map(String.init)
        let result = try await run(Place.program(words[0]), words.dropFirst() + ["--help"], within: .seconds(10))
        #expect(result.status == 0)
        #expect(result.output == HelpPages.all[command].map { $0 + "\n" })
    }

    @Test func `every command has an agreed help`() async throws {
        let reference = try await apus("__reference").output
        let commands = reference.split(separator: "\n").filter { $0.hasPrefix("## apus") }.map {
            String($0.dropFirst(3))
        }
        #expect(commands.count >= 9)
        for command in commands { #expect(HelpPages.all[command] != nil, "\(command)") }
    }

    @Test(
        arguments: [
            ([], 2), (["--help"], 0), (["--version"], 0), (["server"], 2), (["nonsense"], 2),
            (["bench", "--nonsense"], 2),
            (["bench", "nopath"], 2), (["version", "--json=nonsense"], 2),
            (["server", "status", "-s", "http://127.0.0.1:1"], 6), (["bench", "-s", "http://127.0.0.1:1"], 6),
            (["openapi", "-s", "http://127.0.0.1:1"], 6), (["completion", "bash"], 0), (["openapi"], 0),
        ] as [([String], Int32)])
    func `the exit code tells what became of it`(words: [String], code: Int32) async throws {
        let result = try await run(Place.program("apus"), words, within: .seconds(20))
        #expect(result.status == code, "\(result.output)")
    }

    @Test func `all three say the same version`() async throws {
        var versions: Set<String> = []
        for program in ["apus", "apus-server", "apus-worker"] {
            let result = try await run(Place.program(program), ["--version"], within: .seconds(10))
            #expect(result.output.hasPrefix("\(program) "))
            versions.insert(String(result.output.dropFirst(program.count)))
        }
        #expect(versions.count == 1)
    }

    @Test func `the OpenAPI document is that of a running server`() async throws {
        let server = try await TestServer()
        let own = try JSONValue(json: try await apus("openapi").output)
        let served = try await apus("openapi", "--server", "http://127.0.0.1:\(server.port)").output
        #expect(own["openapi"] == "3.1.0")
        #expect(try JSONValue(json: served) == own)
        #expect(try await server.program.stop() == 0)
    }

    @Test func `a running server is measured`() async throws {
        let server = try await TestServer()
        let address = "http://127.0.0.1:\(server.port)"
        let result = try await apus("bench", "-q", "-s", address, "-t", "200ms", "-c", "4", "--json")
        #expect(result.status == 0, "\(result.output)")
        let json = try JSONValue(json: result.output)
        let (requests, median, longest) = (
            json["requests"]?.integer ?? 0, json["p50_ms"]?.number, json["max_ms"]?.number
        )
        #expect(requests > 0 && json["failures"] == 0)
        #expect(try #require(median) <= #require(longest))
        let missing = try await apus("bench", "-q", "-s", address, "/nowhere")
        #expect(missing.status == 3, "\(missing.output)")
        #expect(try await server.program.stop() == 0)
    }

    @Test func `the doctor finds a healthy server healthy, and a missing one missing`() async throws {
        let server = try await TestServer()
        let folder = try TemporaryFolder()
        let environment = ["APUS_DATA": folder.path("data")]
        let address = "http://127.0.0.1:\(server.port)"
        let healthy = try await apus("doctor", "--json", "-s", address, environment: environment)
        let findings = try #require(try JSONValue(json: healthy.output).array)
        #expect(findings.allSatisfy { $0["health"] != "bad" }, "\(healthy.output)")
        #expect(findings.contains { $0["check"] == "server" && $0["health"] == "good" }, "\(healthy.output)")
        #expect(healthy.status == 0)
        #expect(try await server.program.stop() == 0)

        let ill = try await apus(
            "doctor", "--server", address, environment: ["APUS_DATA": "/proc/nowhere", "APUS_LISTN": "x"])
        #expect(ill.status == 1)
        for text in [
            "✗ server         no server answers at \(address)",
            "APUS_LISTN is set (in the environment), but is no setting",
            "did you mean APUS_LISTEN?", "✗ data           /proc/nowhere cannot be made in /proc",
        ] {
            #expect(ill.output.contains(text), "\(text) is not in:\n\(ill.output)")
        }
    }

    @Test func `the settings of all programs are in one table, and each program takes the other's`() async throws {
        let output = try await apus("doctor", "--settings", "--json").output
        let settings = try #require(try JSONValue(json: output).array)
        let names = settings.compactMap { $0["name"]?.string }
        #expect(Set(names).isSuperset(of: ["APUS_LISTEN", "APUS_DATA", "APUS_SERVER", "APUS_TOKEN"]))
        #expect(names.count == Set(names).count)
        for setting in settings { #expect(setting["meaning"]?.string?.hasSuffix(".") == true, "\(setting)") }
        let set = settings.compactMap { setting in setting["name"]?.string.map { ($0, setting["value"]?.string ?? "") }
        }
        let environment = Dictionary(set.filter { !$0.1.isEmpty }, uniquingKeysWith: { $1 })
            .merging(["APUS_TOKEN": "t", "APUS_ALLOWED_HOSTS": "ml.lan"]) { $1 }
        for program in ["apus-server", "apus-worker"] {
            let result = try await run(
                Place.program(program), ["--check"], environment: environment, within: .seconds(10))
            #expect(result.status == 0, "\(result.output)")
        }
    }

    @Test func `settings are read from a file, and shown with their line`() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("# Ours.\nAPUS_LISTEN = 127.0.0.1:9000\n", to: "apus.conf")
        let shown = try await apus("server", "config", "print", "--config", file, "--json=name,value,source")
        let first = try JSONValue(json: shown.output)[0]
        #expect(first == ["name": "APUS_LISTEN", "value": "127.0.0.1:9000", "source": .string("\(file):2")])
        #expect(try await apus("server", "config", "check", "--config", file).status == 0)
        let wrong = try folder.write("APUS_LISTEN = nowhere\n", to: "wrong.conf")
        let refused = try await apus("server", "config", "check", "--config", wrong)
        #expect(refused.status == 2)
        #expect(refused.output.contains("APUS_LISTEN is \"nowhere\" (in \(wrong):1): expected"), "\(refused.output)")
    }

    @Test func `the worker says when the server goes and comes, and stops at once when asked`() async throws {
        let port = try freePort()
        let worker = try Program(
            Place.program("apus-worker"), environment: ["APUS_SERVER": "http://127.0.0.1:\(port)"])
        try await worker.line(containing: "there is no work for it yet")
        try await worker.line(containing: "cannot be reached")
        let server = try Program(
            Place.program("apus-server"), environment: ["APUS_LISTEN": "127.0.0.1:\(port)"])
        try await worker.line(containing: "The server answers", within: .seconds(60))
        #expect(try await worker.stop(within: .seconds(10)) == 0)
        #expect(try await worker.wholeOutput().contains("Worker stopped"))
        #expect(try await server.stop() == 0)
    }
}
