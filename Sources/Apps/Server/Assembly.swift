import API
import Basics
import Crypto
import HTTP
import Hosting
import Lifecycle
import Machine
import Model
import Observability
import Services
import Settings
import Sockets

/// The server, put together: read from top to bottom, this is the system.
struct Assembly {
    let settings: ServerSettings
    let log: Log
    let metrics = Metrics()
    let readiness = ReadinessState()
    let traces: TraceExport?
    let storage: Storage
    let keeper: SchemaKeeper
    let routes: Routes
    let dispatcher: Dispatcher
    /// Where certificates are set.
    let tls: TLSServer?
    let listeners: [HTTPListener]
    let server: HTTPServer

    init(_ settings: ServerSettings) async throws {
        self.settings = settings
        log = Log(settings.logFormat, minimum: settings.logLevel)
        metrics.observeProcess()
        metrics.observe(log)
        traces = settings.traces.flatMap { [log, metrics] in TraceExport($0, log: log, metrics: metrics) }
        let tracer = traces?.tracer ?? .silent
        let loops = try (0..<settings.loops).map { index throws in try EventLoop(index: index) }

        tls = try Self.tls(settings, log)
        let certificate = tls.map { CertificateWatch($0) }
        certificate?.observe(in: metrics)

        let storage = try await Storage.open(settings.storage, loops: loops)
        self.storage = storage
        storage.database.observe(metrics)
        metrics.observe(storage.blobs.store)
        let schema = SchemaState(), blobHealth = BlobHealth(storage.blobs)
        let answers = AnswerService(storage.database.database)
        keeper = SchemaKeeper(storage.database.migrator, schema, storage.janitor(answers, log), log)

        let tools = HostingTools(answers: answers, pages: PageTokens(key: RandomBytes.make(32)))
        var routes = Routes(tools)
        let service = try ServiceController(metrics: metrics, loops: loops, readiness: readiness) {
            [await storage.database.part(schema), await blobHealth.part()]
                + (certificate.map { [$0.part(at: .now)] } ?? [])
        }
        try service.add(to: &routes)
        let assets = WebAssets()
        try PagesController(assets).add(to: &routes)
        let entrance = Entrance(settings.accounts)
        self.routes = routes
        dispatcher = try Dispatcher(
            routes, log: log, tracer: tracer, lost: LostPage(assets).told, recognize: entrance.caller)
        let observer = RequestObserver(routes, log: log, metrics: metrics, tracer: tracer)

        listeners = try Self.listeners(settings, tls)
        let limits = settings.limits.within(openFiles: Resources.raiseOpenFileLimit(), log)
        let application = Self.application(dispatcher, observer, settings)
        server = HTTPServer(listeners, loops: loops, limits: limits, application)
        metrics.observe(server)
    }

    private static func tls(_ settings: ServerSettings, _ log: Log) throws -> TLSServer? {
        try settings.tls.map { files throws in
            try TLSServer(certificate: files.certificate, key: files.key) { log.certificateChanged($0) }
        }
    }

    private static func application(
        _ dispatcher: Dispatcher, _ observer: RequestObserver, _ settings: ServerSettings
    ) -> HTTPApplication {
        var application = HTTPApplication(beginning: dispatcher.begin)
        application.refuse = FailureReporter.response
        application.observe = observer.observe
        application.site = settings.site
        application.urgentPaths = ["/health", "/health/live", "/health/ready"]
        return application
    }

    /// The sockets that the service manager handed over, or those of the settings.
    private static func listeners(_ settings: ServerSettings, _ tls: TLSServer?) throws -> [HTTPListener] {
        let handedOver = try Listener.handedOver()
        if settings.accounts == .open, let open = handedOver.first(where: { !$0.address.isLocal }) {
            throw Failure(
                .invalid, "the socket \(open.address) was handed over, which others can reach: set APUS_ACCOUNTS=on")
        }
        let listeners =
            try handedOver.isEmpty ? settings.listen.map { address throws in try Listener(address) } : handedOver
        return listeners.map { listener in
            // TLS is for what travels: a Unix socket does not.
            if case .unix = listener.address { HTTPListener(listener) } else { HTTPListener(listener, tls: tls) }
        }
    }
}

extension HTTPListener {
    /// Where one reaches it, as a URL where it has one.
    var place: String {
        if case .unix = listener.address { return listener.address.description }
        return "\(tls == nil ? "http" : "https")://\(listener.address)"
    }
}
