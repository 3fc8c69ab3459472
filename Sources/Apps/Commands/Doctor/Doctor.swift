import Arguments
import HTTP
import JSON

struct Doctor: Command {
    static let name = "doctor"
    static let summary = "Find out what is wrong with Apus on this machine, and what to do about it."
    static let examples = [
        Example("apus doctor"),
        Example("apus doctor --settings", "show every setting, its value, and what it does"),
        Example("apus doctor --json", "for scripts; the exit code is 1 when something is wrong"),
    ]
    static var parameters: [Parameter<Self>] {
        let own: [Parameter<Self>] = [
            .flag("settings", \.showsSettings, "Show every setting of server and worker instead."),
            .server(\.server),
        ]
        return own + OutputOptions.parameters(at: \.output)
    }

    var showsSettings = false
    var server: HTTPURL?
    var output = OutputOptions()

    func run(in session: Session) async throws {
        let examination = Examination(session: session, server: server)
        if showsSettings { return try await printSettings(examination, session.console) }
        let findings = await examination.findings()
        if output == OutputOptions() {
            for finding in findings { session.console.write(finding.line(session.console.style)) }
        } else {
            let listing = Listing(findings)
            session.console.write(
                try listing.text(output, width: session.console.width, style: session.console.style))
        }
        if findings.contains(where: { $0.health == .bad }) { throw CommandFailure.silent(.failed) }
    }

    private func printSettings(_ examination: Examination, _ console: Console) async throws {
        let settings = try await examination.settings()
        let columns: [Listing.Column] = [
            .init("name", "SETTING", least: 20), .init("value", "VALUE"), .init("source", "FROM"),
            .init("meaning", "MEANING"), .init("expected", "EXPECTED", isWide: true),
        ]
        let listing = Listing(
            columns, rows: settings.map { setting in columns.map { .init(setting[$0.field]?.string ?? "") } })
        console.write(try listing.text(output, width: console.width, style: console.style))
    }
}
