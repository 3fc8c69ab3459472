import TestSupport
import Testing

extension Journeys {
    @Suite("Requests, byte by byte", .server(), .timeLimit(.minutes(5))) struct HTTPRawTable {
        @Test(arguments: RawCase.all)
        func `what becomes of`(test: RawCase) async throws {
            let exchange = RawExchange(port: try theServer.port)
            let problem = try await onThread { exchange.problem(with: test) }
            #expect(problem == nil)
            let isServed = try await onThread { exchange.isServed() }
            #expect(isServed, "nobody is served any more")
        }

        @Test func `the table is large, and each of its rules has one name`() {
            #expect(RawCase.all.count >= 220)
            let names = Dictionary(grouping: RawCase.all, by: \.rule).filter { $1.count > 1 }.keys
            #expect(names.isEmpty)
        }
    }
}
