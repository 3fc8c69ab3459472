import Basics
import Blobs
import Observability
import Services

extension Storage {
    /// Uploads may take days, over lines that break and resume; what is older is given up.
    private static let patience = Duration.seconds(7 * 86_400)

    func janitor(_ answers: AnswerService, _ log: Log) -> Janitor {
        let chores = [
            Chore("answers", every: .seconds(60), answers.forgetExpired),
            Chore("uploads", every: .seconds(3600)) { [store = blobs.store] in
                try await store.sweep(before: Instant.now - Self.patience)
            },
        ]
        return Janitor(chores, on: database.database, report: log.janitor)
    }
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
