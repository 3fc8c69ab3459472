import Arguments
import HTTP
import Lifecycle
import Machine
import Sockets
import Synchronization

/// What a command works with.
final class Session: Sendable {
    let program: Program
    let console: Console
    var environment: [String: String] { program.environment }
    var stop: Stop { program.stop }
    private let handlesStop = Atomic(false)

    init(program: Program, console: Console) {
        self.program = program
        self.console = console
    }

    /// Whether the command ends itself when a stop is requested.
    var endsItself: Bool { handlesStop.load(ordering: .acquiring) }

    /// Called by a command that has something to put in order first.
    func takeStop() { handlesStop.store(true, ordering: .releasing) }

    /// The program of ours that stands beside this one.
    func sibling(_ name: String) throws -> String {
        let folder = ThisProcess.executable.map { $0.prefix(through: $0.lastIndex(of: "/") ?? $0.startIndex) } ?? ""
        let path = "\(folder)\(name)"
        guard Resources.exists(path) else {
            throw CommandFailure("\(name) is not beside apus: expected \(path). Install both in one folder.")
        }
        return path
    }

    /// The server that a command talks to: the option's, else that of `APUS_SERVER`, else the one on this machine.
    func server(_ option: HTTPURL?) throws -> HTTPURL {
        if let option { return option }
        guard let text = program.environment["APUS_SERVER"], !text.isEmpty else { return ownServer }
        do {
            return try HTTPURL(text)
        } catch {
            throw CommandFailure("APUS_SERVER is \"\(text)\" (in the environment): \(error)", code: .usage)
        }
    }

    /// The one that would be started in this environment.
    private var ownServer: HTTPURL {
        let listen = program.environment["APUS_LISTEN"].flatMap { try? Address(String($0.prefix { $0 != "," })) }
        return listen.flatMap { HTTPURL(reaching: $0) } ?? .loopback(port: 8000)
    }
}
