import Database
import Model
import SQLite
import SQLiteSchema
import Services
import Testing

@Suite("Answers to keyed requests, in the database", .timeLimit(.minutes(1))) struct AnswerServiceTests {
    private let database: SQLiteDatabase
    private let request = KeyedRequest(caller: "ada", operation: "CreateRun", key: "k")
    private let answer = KeptAnswer(status: 201, tag: "7", body: Array("{}".utf8))

    init() async throws {
        var settings = SQLiteSettings()
        // A busy machine may keep the last of many waiting.
        settings.patience = .seconds(60)
        database = try await SQLiteDatabase.temporary(settings)
        try await Migrator(SQLiteSchema.migrations, on: database).migrate()
    }

    private func service(_ change: (inout AnswerService.Limits) -> Void = { _ in }) -> AnswerService {
        var limits = AnswerService.Limits()
        change(&limits)
        return AnswerService(database, limits)
    }

    @Test func `the first begins, others wait for it, and are then given its answer`() async throws {
        let (one, other) = (service(), service())
        #expect(try await one.admit(request, fingerprint: [1]) == .begin)
        #expect(try await other.admit(request, fingerprint: [1]) == .inFlight)
        try await one.complete(request, answer)
        #expect(try await other.admit(request, fingerprint: [1]) == .replay(answer))
        #expect(try await one.admit(request, fingerprint: [1]) == .replay(answer))
    }

    @Test func `another request with the same key is noticed, before and after the answer`() async throws {
        let service = service()
        _ = try await service.admit(request, fingerprint: [1])
        #expect(try await service.admit(request, fingerprint: [2]) == .mismatch)
        try await service.complete(request, answer)
        #expect(try await service.admit(request, fingerprint: [2]) == .mismatch)
    }

    @Test func `keys of other callers and other operations are other keys`() async throws {
        let service = service()
        _ = try await service.admit(request, fingerprint: [1])
        for other in [
            KeyedRequest(caller: "bob", operation: "CreateRun", key: "k"),
            KeyedRequest(caller: "ada", operation: "DeleteRun", key: "k"),
            KeyedRequest(caller: "ada", operation: "CreateRun", key: "K"),
        ] {
            #expect(try await service.admit(other, fingerprint: [1]) == .begin)
        }
    }

    @Test func `what was abandoned may be tried again, what was answered may not`() async throws {
        let service = service()
        _ = try await service.admit(request, fingerprint: [1])
        try await service.abandon(request)
        #expect(try await service.admit(request, fingerprint: [2]) == .begin)
        try await service.complete(request, answer)
        try await service.abandon(request)
        #expect(try await service.admit(request, fingerprint: [2]) == .replay(answer))
    }

    @Test func `a request whose server is gone is given up, and an answer is forgotten in time`() async throws {
        let hasty = service {
            $0.patience = .zero
            $0.age = .zero
        }
        #expect(try await hasty.admit(request, fingerprint: [1]) == .begin)
        #expect(try await hasty.admit(request, fingerprint: [2]) == .begin)
        try await hasty.complete(request, answer)
        #expect(try await hasty.forgetExpired() == 1)
        #expect(try await hasty.forgetExpired() == 0)
        #expect(try await database.read("SELECT count(*) FROM answers").column(Int.self) == [0])
    }

    @Test func `what is not expired stays`() async throws {
        let service = service()
        _ = try await service.admit(request, fingerprint: [1])
        try await service.complete(request, answer)
        #expect(try await service.forgetExpired() == 0)
    }

    @Test func `thousands that are expired are cleared away in parts`() async throws {
        let hasty = service { $0.patience = .zero }
        try await database.transaction { connection in
            for number in 0..<2500 {
                try await connection.execute(
                    """
                    INSERT INTO answers (caller, operation, key, fingerprint, expires_at)
                    VALUES ('a', 'b', \("\(number)"), \([1] as [UInt8]), 0)
                    """)
            }
        }
        #expect(try await hasty.forgetExpired() == 2500)
    }

    @Test func `an answer that is too large is not kept`() async throws {
        let service = service { $0.bytes = 1000 }
        _ = try await service.admit(request, fingerprint: [1])
        try await service.complete(request, KeptAnswer(status: 200, body: Array(repeating: 0, count: 1000)))
        #expect(try await service.admit(request, fingerprint: [1]) == .begin)
    }

    @Test func `of many at once one begins`() async throws {
        let service = service()
        let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask { try await service.admit(request, fingerprint: [1]) == .begin }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(begun == 1)
    }
}
