import Basics
import Observability
import Services

extension Storage {
    func janitor(_ chores: [Chore], _ log: Log) -> Janitor { Janitor(chores, on: database, report: log.janitor) }
}

extension Log {
    /// Says what the janitor did.
    @Sendable fileprivate func janitor(_ event: Janitor.Event) {
        switch event {
        case .began: debug("This server is the one that clears away what nobody needs any more.")
        case .cleared(let what, let count, let duration):
            info(
                "Cleared away \(count) of \(what).",
                ["janitor.chore": .text(what), "duration_ms": .number(duration.inMilliseconds)])
        case .failed(let what, let error):
            warning("Clearing away \(what) failed; it is tried again.", ["janitor.chore": .text(what)], cause: error)
        case .lost: warning("The janitor's lock is lost; another server may have it.")
        }
    }
}
