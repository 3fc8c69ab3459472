import Database
import Testing

@testable import SQLite

@Suite("What a statement does to its transaction") struct TransactionStateTests {
    @Test(arguments: [
        ("BEGIN", TransactionControl.begin), ("begin immediate", .begin), (" -- a\n/* b */ COMMIT", .commit),
        ("END TRANSACTION", .commit), ("commit;", .commit), ("ROLLBACK", .rollback),
        ("ROLLBACK TRANSACTION;", .rollback),
        ("SAVEPOINT a", .savepoint("A")), ("savepoint \"a b\"", .savepoint("A B")), ("SAVEPOINT [x]", .savepoint("X")),
        ("RELEASE a", .release("A")), ("RELEASE SAVEPOINT a;", .release("A")), ("ROLLBACK TO a", .rollbackTo("A")),
        ("ROLLBACK TRANSACTION TO SAVEPOINT a", .rollbackTo("A")), ("SELECT 'COMMIT'", .none), ("", .none),
        ("COMMITTED", .none), ("/* never ends", .none), ("-- BEGIN", .none), ("BEGIN/**/", .begin),
        ("\"BEGIN\"", .begin),
    ])
    func `it is read from the first words`(text: String, control: TransactionControl) {
        #expect(TransactionControl(Array(text.utf8)) == control)
    }

    private let fault = DatabaseError(.duplicate, "there already")

    private func note(_ text: String) throws -> TransactionState.Notification {
        .init(channel: try #require(SQLChannel("news")), message: text)
    }

    @Test func `outside of a transaction failures change nothing and notifications are told at once`() throws {
        var state = TransactionState()
        state.failed(fault)
        #expect(state.isIdle)
        #expect(try state.next(.none, isOpen: false) == .run)
        #expect(try !state.keep(note("a")))
        #expect(state.succeeded(.none, isOpen: false).isEmpty)
    }

    @Test func `notifications wait for the commit, and one text is told once`() throws {
        var state = TransactionState()
        #expect(state.succeeded(.begin, isOpen: true).isEmpty)
        for text in ["a", "b", "a"] { #expect(try state.keep(note(text))) }
        #expect(state.succeeded(.none, isOpen: true).isEmpty)
        #expect(state.succeeded(.commit, isOpen: false) == [try note("a"), try note("b")])
        #expect(state.isIdle)
        #expect(state.succeeded(.commit, isOpen: false).isEmpty)
    }

    @Test func `a rollback forgets notifications, one to a savepoint those that came after it`() throws {
        var state = TransactionState()
        _ = state.succeeded(.begin, isOpen: true)
        _ = try state.keep(note("a"))
        _ = state.succeeded(.savepoint("S"), isOpen: true)
        _ = try state.keep(note("b"))
        _ = state.succeeded(.savepoint("T"), isOpen: true)
        _ = try state.keep(note("c"))
        _ = state.succeeded(.rollbackTo("S"), isOpen: true)
        _ = try state.keep(note("d"))
        _ = state.succeeded(.release("S"), isOpen: true)
        #expect(state.succeeded(.commit, isOpen: false) == [try note("a"), try note("d")])
        _ = state.succeeded(.begin, isOpen: true)
        _ = try state.keep(note("e"))
        #expect(state.succeeded(.rollback, isOpen: false).isEmpty)
        #expect(state.isIdle)
    }

    @Test func `after a failure only a rollback goes on`() throws {
        var state = TransactionState()
        _ = state.succeeded(.begin, isOpen: true)
        _ = state.succeeded(.savepoint("S"), isOpen: true)
        state.failed(fault)
        for control in [TransactionControl.none, .begin, .savepoint("X"), .release("S"), .rollbackTo("X")] {
            #expect(throws: DatabaseError.self) { try state.next(control, isOpen: true) }
        }
        #expect(throws: DatabaseError.self) { try state.keep(note("a")) }
        #expect(try state.next(.rollbackTo("S"), isOpen: true) == .run)
        #expect(try state.next(.rollback, isOpen: true) == .run)
        guard case .rollBack(let error) = try state.next(.commit, isOpen: true) else {
            Issue.record("a commit of what has failed rolls back")
            return
        }
        #expect(error.code == .duplicate)
    }

    @Test func `when the library has rolled back by itself nothing is left to be done`() throws {
        var state = TransactionState()
        _ = state.succeeded(.begin, isOpen: true)
        _ = state.succeeded(.savepoint("S"), isOpen: true)
        state.failed(DatabaseError(.full, "no room"))
        #expect(try state.next(.rollback, isOpen: false) == .nothing)
        #expect(throws: DatabaseError.self) { try state.next(.rollbackTo("S"), isOpen: false) }
    }
}
