import Arguments
import Basics
import Blobs
import Database
import Machine
import Programs

/// What `apus-server --examine storage` finds, for `apus doctor`: one row for each thing, with what to do.
enum StorageExamination {
    static let task = ServiceTask<ServerSettings>(
        "examine", "Look whether database and blobs can be used, instead of running: storage.",
        [("storage", { settings, outlet in try outlet.write(listing(await findings(settings.storage))) })])

    private struct Finding {
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
        await database(settings) + [await blobs(settings)]
    }
}

// The database.
extension StorageExamination {
    private static func database(_ settings: StorageSettings) async -> [Finding] {
        if settings.database == nil, !Resources.exists(settings.databaseFile) {
            return [Finding(subject: "database", health: "good", detail: "to be made in \(settings.databaseFile)")]
        }
        do {
            return try await OpenedDatabase.opened(settings) { opened in
                let status = await opened.database.status()
                let version = status.version ?? "the database"
                if let problem = status.problem { throw DatabaseError(.unavailable, problem) }
                let pending = try await opened.migrator.plan().pending.count
                let schema =
                    pending == 0 ? "its schema is current" : "\(pending) migrations are applied at the next start"
                let found = Finding(subject: "database", health: "good", detail: "\(version), \(schema)")
                return opened.isEmbedded ? [found] : [found, try await clock(opened.database)]
            }
        } catch let error as DatabaseError {
            return [Finding(subject: "database", health: "bad", detail: error.message, advice: advice(error.code))]
        } catch {
            return [Finding(subject: "database", health: "bad", detail: "\(error)")]
        }
    }

    /// What is due, and what expires, is told by the database's clock.
    private static func clock(_ database: any SQLDatabase) async throws -> Finding {
        let start = Instant.now
        let theirs = try await database.read("SELECT \(Statement.now)").column(Int64.self).first ?? 0
        let apart = start.milliseconds + (Instant.now.milliseconds - start.milliseconds) / 2 - theirs
        guard abs(apart) > 2000 else {
            return Finding(subject: "clock", health: "good", detail: "agrees with the database's")
        }
        return Finding(
            subject: "clock", health: "warning",
            detail: "\(abs(apart) / 1000) s \(apart > 0 ? "ahead of" : "behind") the database's",
            advice: "set both by the network: timedatectl set-ntp true")
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

// The blobs.
extension StorageExamination {
    private static func blobs(_ settings: StorageSettings) async -> Finding {
        if settings.blobs == nil, !Resources.exists(settings.blobsFolder) {
            return Finding(subject: "blobs", health: "good", detail: "to be made in \(settings.blobsFolder)")
        }
        do {
            let opened = try OpenedBlobs(settings)
            try await opened.check()
            return Finding(subject: "blobs", health: "good", detail: opened.place)
        } catch let error as BlobError {
            return Finding(subject: "blobs", health: "bad", detail: error.message, advice: advice(error, settings))
        } catch {
            return Finding(subject: "blobs", health: "bad", detail: "\(error)")
        }
    }

    private static func advice(_ error: BlobError, _ settings: StorageSettings) -> String {
        switch (error.reason, settings.blobs) {
        case (.unauthorized, .some): "correct the key (AWS_ACCESS_KEY_ID, AWS_SHARED_CREDENTIALS_FILE, …) or its rights"
        case (.unauthorized, nil): "give this user the folder"
        case (.full, _): "make room on its disk"
        case (_, .some): "start the store, make the bucket, or correct APUS_BLOBS"
        case (_, nil): "look at the disk and at the kernel's log"
        }
    }
}
