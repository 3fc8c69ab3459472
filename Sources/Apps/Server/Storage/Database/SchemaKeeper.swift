import API
import Basics
import Database
import Lifecycle
import Observability
import Services
import Synchronization

/// Brings the database's schema up to date when the server starts, and waits for a database that cannot be reached yet.
/// What needs the schema, the janitor, runs from then on.
struct SchemaKeeper: Daemon {
    let name = "schema"
    private let migrator: Migrator
    private let state: SchemaState
    private let janitor: Janitor
    private let log: Log

    init(_ migrator: Migrator, _ state: SchemaState, _ janitor: Janitor, _ log: Log) {
        self.migrator = migrator
        self.state = state
        self.janitor = janitor
        self.log = log
    }

    /// Brings it up to date now; throws when that cannot be done.
    func prepare() async throws {
        try await migrator.migrate { [log] event in log.migration(event) }
        state.enter(.current)
    }

    func run(until stop: Stop) async throws {
        var backoff = Backoff(first: .milliseconds(50), limit: .seconds(1)), isReported = false
        while !stop.isRequested {
            do {
                try await prepare()
                return try await janitor.run(until: stop)
            } catch let error as DatabaseError where error.code == .unavailable {
                state.enter(.waiting(error.message))
                if !isReported { log.warning("The database cannot be reached; trying on.", cause: error) }
                isReported = true
                await stop.requested(within: backoff.next())
            }
        }
    }
}

/// How far the schema is.
final class SchemaState: Sendable {
    enum Phase: Sendable {
        case waiting(String)
        case current
    }

    private let phase = Mutex(Phase.waiting("The schema is being looked at."))

    var current: Phase { phase.withLock { $0 } }

    func enter(_ next: Phase) { phase.withLock { $0 = next } }
}

extension Log {
    fileprivate func migration(_ event: Migrator.Event) {
        switch event {
        case .waiting: info("Another process applies migrations; waiting for it.")
        case .applying(let migration): info("Applying migration \(migration).")
        case .applied(let migration, let duration):
            info("Applied migration \(migration).", ["duration_ms": .number(duration.inMilliseconds)])
        }
    }
}
