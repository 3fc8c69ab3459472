import Database

/// Where a connection's transaction stands, as the caller has to see it.
///
/// The library goes on after most failures, and after some it has rolled back everything and would take what follows as
/// statements of their own. Here a transaction in which a statement failed has failed, as in PostgreSQL: nothing but a
/// rollback, whole or to a savepoint, goes on from there.
struct TransactionState {
    enum Phase: Equatable {
        case none
        case open
        case failed(DatabaseError)
    }

    /// Something to be told once the transaction is committed.
    struct Notification: Equatable {
        let channel: SQLChannel
        let message: String
    }

    enum Step: Equatable {
        /// Runs the statement.
        case run
        /// Rolls back in place of it, then throws.
        case rollBack(DatabaseError)
        /// Nothing is left to roll back.
        case nothing
    }

    private(set) var phase = Phase.none
    private var savepoints: [(name: String, notifications: Int)] = []
    private var notifications: [Notification] = []

    var isIdle: Bool { phase == .none }

    /// What is to be done with a statement. `isOpen` is whether the library has a transaction open.
    func next(_ control: TransactionControl, isOpen: Bool) throws(DatabaseError) -> Step {
        guard case .failed(let error) = phase else { return .run }
        switch control {
        case .rollback: return isOpen ? .run : .nothing
        case .commit: return .rollBack(Self.cannotCommit(error))
        case .rollbackTo(let name) where isOpen && savepoints.contains { $0.name == name }: return .run
        default: throw Self.hasFailed(error)
        }
    }

    /// After a statement that has worked. Answers what is to be told now.
    mutating func succeeded(_ control: TransactionControl, isOpen: Bool) -> [Notification] {
        switch control {
        case .begin: phase = .open
        case .savepoint(let name):
            phase = .open
            savepoints.append((name, notifications.count))
        case .release(let name):
            if let place = savepoints.lastIndex(where: { $0.name == name }) { savepoints.removeSubrange(place...) }
        case .rollbackTo(let name):
            phase = .open
            guard let place = savepoints.lastIndex(where: { $0.name == name }) else { break }
            notifications.removeSubrange(savepoints[place].notifications...)
            savepoints.removeSubrange((place + 1)...)
        case .rollback:
            self = TransactionState()
        case .none, .commit: break
        }
        guard !isOpen else { return [] }
        defer { self = TransactionState() }
        return notifications
    }

    /// After a statement that has failed.
    mutating func failed(_ error: DatabaseError) {
        if phase == .open { phase = .failed(error) }
    }

    /// Keeps a notification until the commit; false when no transaction is open, and it is to be told at once.
    mutating func keep(_ notification: Notification) throws(DatabaseError) -> Bool {
        if case .failed(let error) = phase { throw Self.hasFailed(error) }
        guard phase == .open else { return false }
        // PostgreSQL tells each but once.
        if !notifications.contains(notification) { notifications.append(notification) }
        return true
    }

    private static func hasFailed(_ error: DatabaseError) -> DatabaseError {
        DatabaseError(
            .invalid,
            "The transaction has failed (\(error.message)) and must be rolled back before anything else is done in it.",
            native: error.native)
    }

    private static func cannotCommit(_ error: DatabaseError) -> DatabaseError {
        DatabaseError(
            error.code,
            "The transaction was rolled back instead of committed, because a statement in it had failed: "
                + error.message,
            constraint: error.constraint, native: error.native)
    }
}
