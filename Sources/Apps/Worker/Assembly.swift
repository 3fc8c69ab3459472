import HTTP
import Lifecycle
import Observability

/// The parts of a worker, put together.
struct Assembly {
    let log: Log
    let settings: WorkerSettings
    let program: Program
    let watch: ServerWatch

    init(_ settings: WorkerSettings, _ program: Program) {
        self.settings = settings
        self.program = program
        log = Log(settings.logFormat, minimum: settings.logLevel)
        watch = ServerWatch(server: settings.server, log: log)
    }

    func run() async throws {
        log.info("Worker started; there is no work for it yet", ["server.url": "\(settings.server)"])
        program.serviceManager.ready(status: "Waiting for work from \(settings.server)")
        try await Lifecycle.run([watch], until: program.stop, grace: settings.grace)
        log.info("Worker stopped")
        log.writer.flush()
    }
}
