import Arguments
import Subprocesses

/// What `apus-server` says of its own settings: it alone knows them.
enum ServerConfig {
    static func ask(_ session: Session, _ arguments: [String], config: String?) async throws {
        let file = config.map { ["--config", $0] } ?? []
        let launch = Launch(
            try session.sibling("apus-server"), arguments + file, environment: session.environment)
        let ending = await (try Subprocess.start(launch)).ending()
        guard ending != .exited(0) else { return }
        throw CommandFailure.silent(ending == .exited(2) ? .usage : .failed)
    }
}
