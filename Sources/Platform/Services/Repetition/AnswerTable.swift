import Basics
import Database
import Model

/// All SQL about what keyed requests were answered.
struct AnswerTable {
    let connection: any SQLConnection

    /// Takes the key, when nobody has it or whoever had it is gone; else answers what is there.
    func admit(
        _ request: KeyedRequest, _ fingerprint: [UInt8], holding patience: Duration
    ) async throws(DatabaseError) -> KeyedRequest.Admission {
        let answers = try await connection.run([take(request, fingerprint, patience), read(request)])
        if answers[0].affected == 1 { return .begin }
        guard var row = answers[1].first else { return .inFlight }
        let known: [UInt8] = try row.next(), status: Int? = try row.next()
        guard known == fingerprint else { return .mismatch }
        guard let status else { return .inFlight }
        return .replay(KeptAnswer(status: status, tag: try row.next(), body: try row.next()))
    }

    private func take(_ request: KeyedRequest, _ fingerprint: [UInt8], _ patience: Duration) -> Statement {
        """
        INSERT INTO answers (caller, operation, key, fingerprint, expires_at)
        VALUES (\(request.caller), \(request.operation), \(request.key), \(fingerprint),
            \(Statement.now) + \(patience.wholeMilliseconds))
        ON CONFLICT (caller, operation, key) DO UPDATE
        SET fingerprint = excluded.fingerprint, status = NULL, tag = NULL, body = NULL, expires_at = excluded.expires_at
        WHERE answers.expires_at <= \(Statement.now)
        """
    }

    private func read(_ request: KeyedRequest) -> Statement {
        "SELECT fingerprint, status, tag, body FROM answers WHERE \(Self.names(request))"
    }

    func complete(_ request: KeyedRequest, _ answer: KeptAnswer, keeping age: Duration) async throws(DatabaseError) {
        try await connection.execute(
            """
            UPDATE answers SET status = \(answer.status), tag = \(answer.tag), body = \(answer.body),
                expires_at = \(Statement.now) + \(age.wholeMilliseconds)
            WHERE \(Self.names(request)) AND status IS NULL
            """)
    }

    func abandon(_ request: KeyedRequest) async throws(DatabaseError) {
        try await connection.execute("DELETE FROM answers WHERE \(Self.names(request)) AND status IS NULL")
    }

    /// Forgets some of what is expired; answers how many there were.
    func forgetExpired(atMost count: Int) async throws(DatabaseError) -> Int {
        try await connection.execute(
            """
            DELETE FROM answers WHERE (caller, operation, key) IN (
                SELECT caller, operation, key FROM answers WHERE expires_at <= \(Statement.now)
                ORDER BY expires_at LIMIT \(count))
            """)
    }

    private static func names(_ request: KeyedRequest) -> Statement {
        "caller = \(request.caller) AND operation = \(request.operation) AND key = \(request.key)"
    }
}
