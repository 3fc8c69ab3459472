import TestSupport
import Testing

/// Real children of a real `apus up`.
@Suite("apus up", .timeLimit(.minutes(2))) struct UpTests {
    private let folder: TemporaryFolder
    private let port: Int

    init() throws {
        folder = try TemporaryFolder()
        port = try freePort()
    }

    private func up(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Program {
        try Program(
            Place.program("apus"), ["up", "--data", folder.path("data"), "--port", "\(port)"] + arguments,
            environment: environment)
    }

    /// The process ids of the children of a process, by the name of their program.
    private func children(of parent: Int32) throws -> [String: Int32] {
        var children: [String: Int32] = [:]
        for entry in try Processes.all() where entry.parent == parent { children[entry.name] = entry.id }
        return children
    }

    @Test func `it tells its address once the server answers, and stops everything in good order`() async throws {
        let apus = try up()
        try await apus.line(containing: "http://127.0.0.1:\(port)")
        let status = try await run(
            Place.program("apus"), ["server", "status", "--json=ready"],
            environment: ["APUS_LISTEN": "127.0.0.1:\(port)"], within: .seconds(20))
        #expect(status.status == 0 && status.output.contains("\"ready\": true"), "\(status.output)")
        let children = try await Processes.children(of: apus.pid, named: ["apus-server", "apus-worker"])
        apus.send(signal: 2)
        #expect(try await apus.end() == 0)
        let output = try await apus.wholeOutput()
        #expect(output.contains("Stopping …\n") && output.hasSuffix("Stopped.\n"), "\(output)")
        for id in children { #expect(!Processes.isRunning(id)) }
    }

    @Test(arguments: ["apus-server", "apus-worker"])
    func `a child that dies ends the rest, and is named`(name: String) async throws {
        let apus = try up()
        try await apus.line(containing: "http://127.0.0.1:\(port)")
        let ids = try await Processes.children(of: apus.pid, named: ["apus-server", "apus-worker"])
        Processes.kill(try #require(children(of: apus.pid)[name]))
        #expect(try await apus.end() == 1)
        let output = try await apus.wholeOutput()
        let part = name.dropFirst(5)
        #expect(output.contains("apus up: the \(part) was ended by SIGKILL, so everything was stopped"), "\(output)")
        for id in ids { #expect(!Processes.isRunning(id)) }
    }

    @Test func `killed without a word, it takes its children along`() async throws {
        let apus = try up()
        try await apus.line(containing: "http://127.0.0.1:\(port)")
        let ids = try await Processes.children(of: apus.pid, named: ["apus-server", "apus-worker"])
        apus.kill()
        #expect(try await apus.end() == -9)
        try await Processes.ended(ids)
    }

    @Test func `a port in use is said before anything starts, with what to do`() async throws {
        let taken = try ListeningSocket()
        let address = "127.0.0.1:\(taken.port)"
        let result = try await run(
            Place.program("apus"), ["up", "--data", folder.path("data"), "--listen", address], within: .seconds(20))
        #expect(result.status == 1)
        #expect(result.output.hasPrefix("apus up: port \(taken.port) is in use (\(address))\n"), "\(result.output)")
        #expect(result.output.contains("apus up --port"), "\(result.output)")
    }

    @Test func `a wrong setting is told by the server, and ends it all`() async throws {
        let apus = try up(environment: ["APUS_HTTP_LOOPS": "many"])
        #expect(try await apus.end() == 1)
        let output = try await apus.wholeOutput()
        #expect(output.contains("APUS_HTTP_LOOPS is \"many\" (in the environment)"), "\(output)")
        #expect(output.contains("the server ended with code 2"), "\(output)")
    }

    @Test func `with verbose every log line is shown, as a line for people`() async throws {
        let apus = try up(["--verbose", "--color", "never"])
        try await apus.line(containing: "Worker started")
        #expect(!apus.output.contains("{\""), "\(apus.output)")
        #expect(try await apus.stop() == 0)
    }
}
