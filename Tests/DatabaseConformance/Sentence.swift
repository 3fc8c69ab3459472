import Database
import Testing

/// One thing that every database promises, and how it is tried on a fresh one.
package struct Sentence: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    /// The database is empty, and used by nobody else.
    package let check: @Sendable (any SQLDatabase) async throws -> Void

    init(_ text: String, _ check: @escaping @Sendable (any SQLDatabase) async throws -> Void) {
        testDescription = text
        self.check = check
    }
}

/// What every driver has to keep; a driver's tests try each sentence on a real database.
///
/// ```swift
/// @Test(arguments: DatabaseConformance.sentences)
/// func `PostgreSQL keeps`(_ sentence: Sentence) async throws { try await sentence.check(freshDatabase()) }
/// ```
package enum DatabaseConformance {
    package static var sentences: [Sentence] {
        values + texts + statements + failures + transactions + savepoints + isolation + streams + bulk + conflicts
            + commits + limits + notifications + locks + migrations + status
    }
}

/// Expects that something throws a `DatabaseError` of this code, and answers it.
@discardableResult
func expect<R>(
    _ code: DatabaseError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> R
) async -> DatabaseError? {
    do {
        _ = try await body()
        Issue.record("nothing was thrown; expected \(code)", sourceLocation: sourceLocation)
        return nil
    } catch let error as DatabaseError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        #expect(!error.message.isEmpty, sourceLocation: sourceLocation)
        return error
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
        return nil
    }
}

/// Expects that a database that was troubled goes on.
func expectToGoOn(_ database: any SQLDatabase, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let answer = try await database.read("SELECT \(7)").column(Int.self)
    #expect(answer == [7], sourceLocation: sourceLocation)
}
