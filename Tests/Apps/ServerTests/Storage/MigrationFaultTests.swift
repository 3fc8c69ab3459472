import Foundation
import TestSupport
import Testing

@Suite("A migration of an embedded database is whole or not at all", .timeLimit(.minutes(10)))
struct MigrationFaultTests {
    /// F16 and F25 of the threat model: what changes something durable, and how often any thread must at least. The
    /// five pages of the first schema are written twice, to the log and to the file.
    @Test(arguments: [("fdatasync", 6), ("fsync", 3), ("unlink", 1), ("ftruncate", 1), ("pwrite64", 10)])
    func `when it is killed before any`(call: String, least: Int) async throws {
        for number in stride(from: 1, through: 1000, by: Place.step(call == "pwrite64" ? 3 : 1)) {
            let schema = try EmbeddedSchema(), log = schema.folder.path("calls")
            let kill = fault("signal=KILL:when=\(number)", at: call, log: log)
            let result = try await schema.migrate(under: kill)
            let count = try await schema.expectWhole("before \(call) \(number)")
            guard result.status == 0 else { continue }
            #expect(count > 0)
            let calls = try String(contentsOfFile: log, encoding: .utf8)
            return #expect(number > least, "cut off fewer than \(number) times, of these:\n\(calls)")
        }
        Issue.record("\(call) never came to an end")
    }

    @Test(arguments: [
        ("fdatasync", "EIO", "kernel's log"), ("fsync", "EIO", "kernel's log"), ("fsync", "ENOSPC", "make room"),
        ("pwrite64", "EIO", "kernel's log"), ("pwrite64", "ENOSPC", "make room"), ("pwrite64", "EDQUOT", "quota"),
    ])
    func `when the disk fails, which is told with what to do, at every`(
        call: String, code: String, advice: String
    ) async throws {
        for number in stride(from: 1, through: 1000, by: Place.step(call == "pwrite64" ? 3 : 1)) {
            let schema = try EmbeddedSchema(), log = schema.folder.path("calls")
            let result = try await schema.migrate(under: fault("error=\(code):when=\(number)", at: call, log: log))
            let wasInjected = try String(contentsOfFile: log, encoding: .utf8).contains("(INJECTED)")
            if result.status != 0 {
                #expect(result.output.contains(advice), "\(call) \(number): \(result.output)")
                #expect(try await schema.migrate().status == 0)
            }
            let count = try await schema.expectWhole("\(call) \(number) fails with \(code)")
            #expect(count > 0)
            if !wasInjected { return #expect(number > 1 && result.status == 0, "\(call) never failed") }
        }
        Issue.record("\(call) always failed")
    }

    @Test(arguments: ["status", "plan"])
    func `a look at what is missing makes nothing`(task: String) async throws {
        let schema = try EmbeddedSchema()
        let result = try await run(
            Place.program("apus-server"), ["--migrations=\(task)"], environment: schema.environment,
            within: .seconds(20))
        #expect(try result.succeeded().contains(task == "plan" ? "answers" : "1 pending: apus migrate plan"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: schema.folder.path) == [])
    }
}
