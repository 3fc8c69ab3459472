import Basics
import HTTP
import Lifecycle
import Observability
import Programs

extension Assembly {
    /// Puts the server together and runs it until it is asked to stop.
    static func run(_ settings: ServerSettings, _ program: Program) async throws {
        let assembly = try Assembly(settings)
        do {
            try await assembly.run(program)
        } catch {
            assembly.log.fatal("The server stopped with a failure.", cause: error)
            throw ReportedFailure()
        }
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
