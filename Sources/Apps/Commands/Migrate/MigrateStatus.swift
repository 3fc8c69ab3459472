import Arguments

struct MigrateStatus: MigrationCommand {
    static let name = "status"
    static let summary = "Show which migrations the database has had, and when."
    static let examples = [
        Example("apus migrate status"), Example("apus migrate status --json", "for scripts"),
    ]

    var config: String?
    var output = OutputOptions()
}
