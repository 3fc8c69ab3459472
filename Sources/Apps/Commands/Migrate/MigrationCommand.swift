import Arguments
import Basics

/// A command about migrations: it asks `apus-server`, which knows its database and its schema.
protocol MigrationCommand: Command where Session == Commands.Session {
    var config: String? { get set }
    var output: OutputOptions { get set }
}

extension MigrationCommand {
    static var parameters: [Parameter<Self>] {
        let own: [Parameter<Self>] = [
            .option(
                "config", short: "c", \.config, as: .text("a file"), "FILE", "Read settings from a file.",
                values: .files)
        ]
        return own + OutputOptions.parameters(at: \.output)
    }

    func run(in session: Commands.Session) async throws {
        let json = output.json.map { $0.isEmpty ? ["--json"] : ["--json=\($0)"] } ?? []
        let arguments = ["--migrations=\(Self.name)", "--output=\(output.format.rawValue)"] + json
        try await ServerConfig.ask(session, arguments, config: config)
    }
}
