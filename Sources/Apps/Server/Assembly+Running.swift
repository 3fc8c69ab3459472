import Basics
import HTTP
import Lifecycle
import Observability
import Programs

extension Assembly {
    /// Puts the server together and runs it until it is asked to stop.
    static func run(_ settings: ServerSettings, _ program: Program) async throws {
        let assembly = try await Assembly(settings)
        do {
            try await assembly.run(program)
        } catch {
            assembly.log.fatal("The server stopped with a failure.", cause: error)
            throw ReportedFailure()
        }
    }

    private func run(_ program: Program) async throws {
        let places = listeners.map(\.place).joined(separator: ", ")
        log.info("Listening on \(places).", ["server.version": .text(Version.current)])
        program.serviceManager.ready(status: "Listening on \(places).")
        try await serve(until: program.stop, reloads: program.reloads())
        log.info("Stopped.")
        log.writer.flush()
    }

    /// Serves until asked to stop, and for as long as what is in hand may take.
    ///
    /// For each of `reloads` the certificate is read again.
    func serve(until stop: Stop, reloads: AsyncStream<Void> = AsyncStream { $0.finish() }) async throws {
        // An embedded database is always there: the first request finds it ready.
        if storage.database.isEmbedded { try await keeper.prepare() }
        var daemons: [any Daemon] = [
            Doorkeeper(server, readiness, delay: settings.stopDelay), keeper, BlobKeeper(storage.blobs, log),
        ]
        if let traces { daemons.append(traces) }
        if let tls { daemons.append(CertificateReload(tls, when: reloads, log)) }
        do {
            try await Lifecycle.run(daemons, until: stop, grace: settings.stopDelay + settings.stopGrace)
        } catch {
            await storage.database.close()
            throw error
        }
        await storage.database.close()
    }
}
