import Basics
import Database
import Testing

@Suite("Plans of migrations") struct MigrationPlanTests {
    private let known = (1...3).map { Migration($0, "step", sql: Array("SELECT \($0)".utf8)) }

    private func applied(_ migrations: some Sequence<Migration>) -> [MigrationPlan.Applied] {
        migrations.map { .init(number: $0.number, name: $0.name, checksum: $0.checksum, at: .now) }
    }

    private func refusal(_ known: [Migration], _ applied: [MigrationPlan.Applied]) throws -> String {
        let error = try #require(throws: DatabaseError.self) { try MigrationPlan(known: known, applied: applied) }
        #expect(error.code == .refused)
        return error.message
    }

    @Test func `what was not applied is pending, in order`() throws {
        #expect(try MigrationPlan(known: known, applied: []).pending == known)
        #expect(try MigrationPlan(known: known, applied: applied(known.prefix(1))).pending == Array(known.dropFirst()))
        #expect(try MigrationPlan(known: known, applied: applied(known)).pending == [])
    }

    @Test func `a newer schema is refused with what to do`() throws {
        let message = try refusal(Array(known.prefix(2)), applied(known))
        #expect(message.contains("it has migration 3 ('step'), and this program knows none after 2"))
        #expect(message.contains("Start the newer version of Apus, or restore a backup"))
    }

    @Test func `a script that was changed is refused`() throws {
        var record = applied(known)
        record[1] = .init(number: 2, name: "step", checksum: record[0].checksum, at: .now)
        #expect(try refusal(known, record).contains("Migration 0002-step was applied with other contents"))
    }

    @Test func `a step that is missing in the middle is refused`() throws {
        #expect(try refusal(known, applied([known[0], known[2]])).contains("Migration 0002-step was never applied"))
    }

    @Test func `a checksum is the SHA-256 of the script`() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(Migration(1, "a", sql: []).checksum == empty)
    }
}
