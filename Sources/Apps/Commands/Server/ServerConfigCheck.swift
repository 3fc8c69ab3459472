import Arguments
import Basics

struct ServerConfigCheck: Command {
    static let name = "check"
    static let summary = "Say everything that is wrong with a server's settings."
    static let examples = [Example("apus server config check --config apus.conf")]
    static let parameters: [Parameter<Self>] = [
        .option(
            "config", short: "c", \.config, as: .text("a file"), "FILE", "Read settings from a file.", values: .files)
    ]

    var config: String?

    func run(in session: Session) async throws {
        try await ServerConfig.ask(session, ["--check"], config: config)
    }
}
