import Arguments
import Basics
import Lifecycle
import Machine
import Subprocesses

struct ServerStart: Command {
    static let name = "start"
    static let summary = "Run a server until it is stopped."
    static let examples = [
        Example("apus server start"),
        Example("apus server start --config /etc/apus.conf", "with the settings of a file"),
    ]
    static let parameters: [Parameter<Self>] = [
        .option(
            "config", short: "c", \.config, as: .text("a file"), "FILE", "Read settings from a file.", values: .files)
    ]

    var config: String?

    func run(in session: Session) async throws {
        session.takeStop()
        let arguments = config.map { ["--config", $0] } ?? []
        let launch = Launch(
            try session.sibling("apus-server"), arguments, environment: session.environment)
        let server = try await Subprocess.start(launch)
        let ending = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await session.stop.requested()
                server.send(.terminate)
            }
            defer { group.cancelAll() }
            return await server.ending()
        }
        guard ending != .exited(0) else { return }
        if case .exited(2) = ending { throw CommandFailure.silent(.usage) }
        throw CommandFailure("the server \(ending)")
    }
}
