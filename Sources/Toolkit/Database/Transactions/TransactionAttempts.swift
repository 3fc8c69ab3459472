import Basics

/// What becomes of a transaction that failed.
struct TransactionAttempts {
    enum Action: Equatable {
        case again(after: Duration)
        case giveUp
    }

    private var left: Int
    private var backoff = Backoff(first: .milliseconds(2), limit: .milliseconds(200))

    init(limit: Int) { left = limit - 1 }

    mutating func failed(_ error: DatabaseError) -> Action {
        guard error.code == .conflict, left > 0 else { return .giveUp }
        left -= 1
        return .again(after: backoff.next())
    }
}
