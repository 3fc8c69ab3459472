import Basics

extension SQLDatabase {
    /// Runs a closure in a transaction, which is committed when the closure returns and rolled back when it throws.
    ///
    /// The closure runs again, from the start, when another transaction was in the way: it must change nothing outside
    /// of the database. With `repeats` false it runs once, and `conflict` is thrown. A commit whose answer was lost
    /// throws `unknownOutcome` and is never repeated.
    package func transaction<Result>(
        _ isolation: Isolation = .readCommitted, for use: Use = .writing, repeats: Bool = true,
        _ body: (any SQLConnection) async throws -> Result
    ) async throws -> Result {
        var attempts = TransactionAttempts(limit: repeats ? 10 : 1)
        while true {
            do {
                return try await attempt(isolation, use, body)
            } catch let error as DatabaseError {
                guard case .again(let delay) = attempts.failed(error) else { throw error }
                try await Task.sleep(for: delay)
            }
        }
    }

    /// Runs statements in a transaction of their own, in one round trip.
    @discardableResult
    package func transaction(
        _ statements: [Statement], _ isolation: Isolation = .readCommitted
    ) async throws -> [Rows] {
        var attempts = TransactionAttempts(limit: 10)
        while true {
            do {
                let answers = try await withConnection(.writing) { connection in
                    let begin = isolation.begin(.writing, connection.dialect)
                    return try await connection.run([begin] + statements + ["COMMIT"])
                }
                return Array(answers.dropFirst().dropLast())
            } catch let error as DatabaseError {
                guard case .again(let delay) = attempts.failed(error) else { throw error }
                try await Task.sleep(for: delay)
            }
        }
    }

    private func attempt<Result>(
        _ isolation: Isolation, _ use: Use, _ body: (any SQLConnection) async throws -> Result
    ) async throws -> Result {
        try await withConnection(use) { connection in
            _ = try await connection.run([isolation.begin(use, connection.dialect)])
            do {
                let result = try await body(connection)
                _ = try await connection.run(["COMMIT"])
                return result
            } catch {
                // What cannot be rolled back now is rolled back when the connection is given back.
                _ = try? await connection.run(["ROLLBACK"])
                throw error
            }
        }
    }
}

extension SQLConnection {
    /// Runs a closure within the open transaction; when it throws, what it did is undone and the transaction goes on.
    @discardableResult
    package func savepoint<Result>(_ body: (any SQLConnection) async throws -> Result) async throws -> Result {
        _ = try await run(["SAVEPOINT inner_part"])
        do {
            let result = try await body(self)
            _ = try await run(["RELEASE SAVEPOINT inner_part"])
            return result
        } catch {
            _ = try await run(["ROLLBACK TO SAVEPOINT inner_part", "RELEASE SAVEPOINT inner_part"])
            throw error
        }
    }
}
