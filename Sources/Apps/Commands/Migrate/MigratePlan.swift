import Arguments

struct MigratePlan: MigrationCommand {
    static let name = "plan"
    static let summary = "Show which migrations a start would apply, and change nothing."
    static let examples = [Example("apus migrate plan")]

    var config: String?
    var output = OutputOptions()
}
