import Basics
import Database
import Machine

/// Whether it is worth trying to connect: after a failure not before a short rest, in which callers hear at once what
/// was wrong.
struct Health {
    private var backoff = Backoff(first: .milliseconds(20), limit: .milliseconds(500))
    private var rest: (until: Int, failure: DatabaseError)?

    func check(at now: Int = Ticks.milliseconds) throws(DatabaseError) {
        if let rest, now < rest.until { throw rest.failure }
    }

    mutating func succeeded() {
        backoff.reset()
        rest = nil
    }

    mutating func failed(_ error: DatabaseError, at now: Int = Ticks.milliseconds) {
        if error.code == .cancelled { return }
        rest = (now + Int(clamping: backoff.next().wholeMilliseconds), error)
    }
}
