import Database
import Model

/// Remembers what keyed requests were answered, for all servers that share a database.
package struct AnswerService: Sendable {
    package struct Limits: Sendable {
        /// How long an answer is kept.
        package var age = Duration.seconds(24 * 3600)
        /// After how long a request without an answer is one whose server is gone. Longer than any request may take.
        package var patience = Duration.seconds(600)
        /// The largest answer that is kept.
        package var bytes = 1 << 20

        package init() {}
    }

    private let database: any SQLDatabase
    private let limits: Limits

    package init(_ database: any SQLDatabase, _ limits: Limits = Limits()) {
        self.database = database
        self.limits = limits
    }

    /// What to do with a request; `fingerprint` is equal for equal requests.
    package func admit(
        _ request: KeyedRequest, fingerprint: [UInt8]
    ) async throws -> KeyedRequest.Admission {
        try await database.transaction { connection in
            try await AnswerTable(connection: connection).admit(request, fingerprint, holding: limits.patience)
        }
    }

    /// Keeps the answer to a request that was begun.
    package func complete(_ request: KeyedRequest, _ answer: KeptAnswer) async throws {
        guard answer.size <= limits.bytes else { return try await abandon(request) }
        try await database.transaction { connection in
            try await AnswerTable(connection: connection).complete(request, answer, keeping: limits.age)
        }
    }

    /// Forgets a request that came to no definite end, so that it may be tried again.
    package func abandon(_ request: KeyedRequest) async throws {
        try await database.transaction { connection in
            try await AnswerTable(connection: connection).abandon(request)
        }
    }

    /// Forgets what is expired, a thousand at a time; answers how many there were.
    package func forgetExpired() async throws -> Int {
        var sum = 0
        while true {
            let count = try await database.transaction { connection in
                try await AnswerTable(connection: connection).forgetExpired(atMost: 1000)
            }
            sum += count
            if count < 1000 || Task.isCancelled { return sum }
        }
    }
}
