import Basics
import HTTP
import Lifecycle
import Observability
import Settings
import Machine

extension Assembly {
    /// Reads the settings, puts the server together and runs it; answers with the code to exit with.
    static func run(_ program: Program) async -> Int32 {
        let assembly: Assembly
        do throws(any Error) {
            switch try ServerArguments(Array(CommandLine.arguments.dropFirst())) {
            case .version: return say("apus-server \(Version.current)")
            case .help: return say(ServerArguments.usage)
            case .run(let config):
                let file = config.map { SettingsFile(path: $0) }
                assembly = try Assembly(ServerSettings(environment: program.environment, file: file))
            }
        } catch {
            return say("apus-server: \(error)", on: .standardError, code: 2)
        }
        do {
            try await assembly.run(program)
            return 0
        } catch {
            assembly.log.fatal("The server stopped with a failure.", cause: error)
            return 1
        }
    }

    private static func say(
        _ text: String, on output: OutputDescriptor = .standardOutput, code: Int32 = 0
    ) -> Int32 {
        output.write(Array((text + "\n").utf8)) ? code : max(code, 1)
    }

    private func run(_ program: Program) async throws {
        log.info("Listening on \(places).", ["server.version": .text(Version.current)])
        program.serviceManager.ready(status: "Listening on \(places).")
        let daemons: [any Daemon] =
            [Doorkeeper(server, readiness, delay: settings.stopDelay)] + (traces.map { [$0] } ?? [])
        try await Lifecycle.run(daemons, until: program.stop, grace: settings.stopDelay + settings.stopGrace)
        log.info("Stopped.")
        log.writer.flush()
    }
}
