import Database
import Testing

extension DatabaseConformance {
    /// Time-outs and cancelling.
    static let limits: [Sentence] =
        [
            Sentence("a statement that runs too long is ended") { database async throws in
                await expect(.timedOut) {
                    try await database.transaction { connection async throws in
                        connection.limit(statementsTo: .milliseconds(100))
                        _ = try await connection.rows(endless)
                    }
                }
                try await expectToGoOn(database)
            },
            Sentence("a limit ends with the loan of its connection") { database async throws in
                for _ in 0..<10 {
                    try await database.withConnection(.reading) { connection async throws in
                        connection.limit(statementsTo: .milliseconds(50))
                        _ = try await connection.rows("SELECT 1")
                    }
                }
                try await database.withConnection(.reading) { connection async throws in
                    let answer = try await connection.value(slow, as: Int.self)
                    #expect(answer != nil)
                }
            },
            Sentence("short statements within the limit are not disturbed") { database async throws in
                try await database.withConnection(.reading) { connection async throws in
                    connection.limit(statementsTo: .seconds(5))
                    for number in 0..<100 {
                        let answer = try await connection.value("SELECT \(number)", as: Int.self)
                        #expect(answer == number)
                    }
                }
            },
            Sentence("a caller that is cancelled is answered at once") { database async throws in
                let began = AsyncStream<Void>.makeStream()
                let task = Task {
                    try await database.withConnection(.reading) { connection async throws in
                        began.continuation.yield()
                        return try await connection.rows(endless).count
                    }
                }
                for await _ in began.stream { break }
                task.cancel()
                let error = await expect(.cancelled) { try await task.value }
                #expect(error != nil)
                try await expectToGoOn(database)
            },
            Sentence("a stream that is cancelled ends, and its connection is free again") { database async throws in
                for _ in 0..<30 {
                    let began = AsyncStream<Void>.makeStream()
                    let task = Task {
                        try await database.transaction(.snapshot, for: .reading) { connection async throws in
                            try await connection.stream(endless) { _ in true }
                        }
                    }
                    began.continuation.yield()
                    for await _ in began.stream { break }
                    task.cancel()
                    _ = await task.result
                }
                try await expectToGoOn(database)
            },
            Sentence("who is cancelled before asks nothing") { database async throws in
                let task = Task {
                    while !Task.isCancelled { await Task.yield() }
                    return try await database.withConnection(.reading) { try await $0.rows(endless).count }
                }
                task.cancel()
                if case .success = await task.result { Issue.record("an endless statement has ended") }
            },
            Sentence("more callers than connections all have their turn") { database async throws in
                try await withThrowingTaskGroup(of: Int?.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            try await database.withConnection(.reading) { connection async throws in
                                try await connection.value("SELECT \(number)", as: Int.self)
                            }
                        }
                    }
                    var sum = 0
                    for try await number in group { sum += number ?? 0 }
                    #expect(sum == 199 * 100)
                }
            },
            Sentence("cancelled waiters leave the line") { database async throws in
                let (gate, open) = AsyncStream<Void>.makeStream()
                let holders = (0..<100).map { _ in
                    Task {
                        try await database.withConnection(.writing) { _ in
                            for await _ in gate { break }
                        }
                    }
                }
                for holder in holders { holder.cancel() }
                open.finish()
                for holder in holders { _ = await holder.result }
                try await database.withConnection(.writing) { _ = try await $0.rows("SELECT 1") }
            },
        ]

    /// Runs for hours.
    private static var endless: Statement {
        """
        \(postgresql: "SELECT pg_sleep(7200)",
          sqlite: "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c")
        """
    }

    /// Runs longer than 50 ms, and ends.
    private static var slow: Statement {
        """
        \(postgresql: "SELECT 1 FROM pg_sleep(0.2)",
          sqlite:
            "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000) SELECT count(*) FROM c")
        """
    }
}
