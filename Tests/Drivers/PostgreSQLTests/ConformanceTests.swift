import Database
import DatabaseConformance
import TestSupport
import Testing

@testable import PostgreSQL

/// One after the other: some sentences fill the database, or empty it.
@Suite("PostgreSQL keeps what every database promises", .serialized, .timeLimit(.minutes(5)))
struct ConformanceTests {
    @Test(arguments: DatabaseConformance.sentences)
    func `PostgreSQL keeps`(_ sentence: Sentence) async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try await server.newDatabase()
        let driver = try await Driver(server.url(database: name))
        do {
            try await sentence.check(driver.database)
        } catch {
            Issue.record(error)
        }
        #expect(driver.database.counters.connectionsInUse == 0)
        await driver.stop()
    }
}
