import Arguments

struct MigrateUp: MigrationCommand {
    static let name = "up"
    static let summary = "Apply what the database lacks, as a start of the server would."
    static let examples = [
        Example("apus migrate up"),
        Example("apus migrate up --config /etc/apus.conf", "the database of these settings"),
    ]

    var config: String?
    var output = OutputOptions()
}
