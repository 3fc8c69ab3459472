import Arguments
import Basics

struct ServerConfigPrint: Command {
    static let name = "print"
    static let summary = "Show every setting of a server, its value, and where that comes from."
    static let examples = [
        Example("apus server config print"), Example("apus server config print --json=name,value", "for scripts"),
    ]
    static var parameters: [Parameter<Self>] {
        let own: [Parameter<Self>] = [
            .option(
                "config", short: "c", \.config, as: .text("a file"), "FILE", "Read settings from a file.",
                values: .files)
        ]
        return own + OutputOptions.parameters(at: \.output)
    }

    var config: String?
    var output = OutputOptions()

    func run(in session: Session) async throws {
        let json = output.json.map { $0.isEmpty ? ["--json"] : ["--json=\($0)"] } ?? []
        let arguments = ["--settings", "--output=\(output.format.rawValue)"] + json
        try await ServerConfig.ask(session, arguments, config: config)
    }
}
