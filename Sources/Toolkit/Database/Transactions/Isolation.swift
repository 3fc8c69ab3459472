/// What a transaction sees of others.
package enum Isolation: Sendable, CaseIterable {
    /// Each statement sees what was committed before it began.
    case readCommitted
    /// All statements see what was committed before the first.
    case snapshot
    /// As if transactions ran one after the other. SQLite always runs them so.
    case serializable

    func begin(_ use: Use, _ dialect: SQLDialect) -> Statement {
        switch (dialect, self, use) {
        // A read lock that is to become a write lock can meet another that wants the same: written at once.
        case (.sqlite, _, .writing): "BEGIN IMMEDIATE"
        case (.sqlite, _, .reading): "BEGIN"
        case (.postgresql, .readCommitted, .writing): "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
        case (.postgresql, .readCommitted, .reading): "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"
        case (.postgresql, .snapshot, .writing): "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"
        case (.postgresql, .snapshot, .reading): "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case (.postgresql, .serializable, .writing): "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
        case (.postgresql, .serializable, .reading): "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY"
        }
    }
}
