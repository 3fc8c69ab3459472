import Arguments
import Basics
import Database
import Machine
import Programs
import Sockets

/// What `apus-server --examine storage` finds, for `apus doctor`: one row for each thing, with what to do.
enum StorageExamination {
    static let task = ServiceTask<ServerSettings>(
        "examine", "Look whether the database can be used, instead of running: storage.",
        [("storage", { settings, outlet in try outlet.write(listing(await findings(settings.storage))) })])

    struct Finding {
        let subject: String
        /// `good`, `warning` or `bad`.
        let health: String
        let detail: String
        var advice = ""
    }

    private static func listing(_ findings: [Finding]) -> Listing {
        Listing(
            [.init("subject", "WHAT"), .init("health", "HEALTH"), .init("detail", "FOUND"), .init("advice", "TO DO")],
            rows: findings.map { [.init($0.subject), .init($0.health), .init($0.detail), .init($0.advice)] })
    }

    private static func findings(_ settings: StorageSettings) async -> [Finding] {
        if settings.database == nil, !Resources.exists(settings.databaseFile) {
            return [Finding(subject: "database", health: "good", detail: "to be made in \(settings.databaseFile)")]
        }
        do {
            return try await Storage.opened(settings) { storage in
                let status = await storage.database.status()
                let version = status.version ?? "the database"
                if let problem = status.problem { throw DatabaseError(.unavailable, problem) }
                let pending = try await storage.migrator.plan().pending.count
                let schema =
                    pending == 0 ? "its schema is current" : "\(pending) migrations are applied at the next start"
                return [Finding(subject: "database", health: "good", detail: "\(version), \(schema)")]
            }
        } catch let error as DatabaseError {
            return [Finding(subject: "database", health: "bad", detail: error.message, advice: advice(error.code))]
        } catch {
            return [Finding(subject: "database", health: "bad", detail: "\(error)")]
        }
    }

    private static func advice(_ code: DatabaseError.Code) -> String {
        switch code {
        case .unavailable, .busy: "start the database, or correct APUS_DATABASE"
        case .refused: "correct the user, the password or the version as it says"
        case .full: "make room on its disk"
        case .corrupt: "restore it from a backup"
        default: "look at the database's log"
        }
    }
}
