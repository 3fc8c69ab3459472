import Arguments
import Basics
import Database
import Programs

/// What `apus-server --migrations` does, and with it `apus migrate`.
enum MigrationTask {
    static let task = ServiceTask<ServerSettings>(
        "migrations", "Show or apply the database's migrations instead of running: status, plan or up.",
        [
            ("status", { settings, outlet in try await status(settings, outlet) }),
            ("plan", { settings, outlet in try await plan(settings, outlet) }),
            ("up", { settings, outlet in try await up(settings, outlet) }),
        ])

    private static func status(_ settings: ServerSettings, _ outlet: TaskOutlet) async throws {
        let plan = try await OpenedDatabase.plan(settings.storage)
        let applied = plan.applied.map { step in
            [
                Listing.Cell(step.number), Listing.Cell(step.name), Listing.Cell("\(step.at)"),
                Listing.Cell(step.checksum),
            ]
        }
        let columns: [Listing.Column] = [
            .init("number", "NUMBER", isNumber: true), .init("name", "NAME"), .init("applied_at", "APPLIED"),
            .init("checksum", "CHECKSUM", isWide: true),
        ]
        try outlet.write(Listing(columns, rows: applied))
        outlet.say(plan.pending.isEmpty ? "Nothing is pending." : "\(plan.pending.count) pending: apus migrate plan")
    }

    private static func plan(_ settings: ServerSettings, _ outlet: TaskOutlet) async throws {
        let pending = try await OpenedDatabase.plan(settings.storage).pending
        try outlet.write(listing(of: pending))
        if pending.isEmpty { outlet.say("Nothing is pending.") }
    }

    private static func up(_ settings: ServerSettings, _ outlet: TaskOutlet) async throws {
        let applied = try await OpenedDatabase.opened(settings.storage) { database in
            try await database.migrator.migrate { event in
                switch event {
                case .waiting: outlet.say("Another process applies migrations; waiting for it.")
                case .applying(let migration): outlet.say("Applying \(migration).")
                case .applied: break
                }
            }
        }
        try outlet.write(listing(of: applied))
        if applied.isEmpty { outlet.say("Nothing was pending.") }
    }

    private static func listing(of migrations: [Migration]) -> Listing {
        let columns: [Listing.Column] = [
            .init("number", "NUMBER", isNumber: true), .init("name", "NAME"),
            .init("checksum", "CHECKSUM", isWide: true),
        ]
        return Listing(columns, rows: migrations.map { [.init($0.number), .init($0.name), .init($0.checksum)] })
    }
}
