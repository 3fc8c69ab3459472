import Database
import DatabaseConformance
import SQLite
import Testing

@Suite("SQLite keeps what every database promises", .timeLimit(.minutes(3))) struct ConformanceTests {
    @Test(arguments: DatabaseConformance.sentences)
    func `SQLite keeps`(_ sentence: Sentence) async throws {
        let scratch = try await Scratch()
        try await sentence.check(scratch.database)
        // Who committed was answered a moment before the committer gives the writer back.
        await scratch.database.close()
        #expect(scratch.database.counters.connectionsInUse == 0)
    }
}
