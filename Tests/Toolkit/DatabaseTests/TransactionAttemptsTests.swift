@testable import Database
import Testing

@Suite("Attempts at a transaction") struct TransactionAttemptsTests {
    private let conflict = DatabaseError(.conflict, "in the way")

    @Test func `one that another was in the way of is tried again, a bounded number of times`() {
        var attempts = TransactionAttempts(limit: 3)
        #expect(attempts.failed(conflict) != .giveUp)
        #expect(attempts.failed(conflict) != .giveUp)
        #expect(attempts.failed(conflict) == .giveUp)
    }

    @Test(arguments: DatabaseError.Code.allCases.filter { $0 != .conflict })
    func `no other failure is tried again`(_ code: DatabaseError.Code) {
        var attempts = TransactionAttempts(limit: 3)
        #expect(attempts.failed(DatabaseError(code, "")) == .giveUp)
    }

    @Test func `one that may run once only is not tried again`() {
        var attempts = TransactionAttempts(limit: 1)
        #expect(attempts.failed(conflict) == .giveUp)
    }
}
