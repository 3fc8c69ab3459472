import Basics
import HTTP
import Hosting
import Lifecycle
import Model
import Observability
import PostgreSQL
import Sockets

/// The house with endpoints that only benchmarks need: `Benchmarks serve [--waiting] [--root FOLDER]`, set by the same
/// names in the environment as the server, but for SQLite. With `--waiting` runs are started by a function that may
/// wait.
enum BenchServer {
    static func start(_ arguments: [String]) -> Never {
        Program.start { program in
            do {
                let root = arguments.firstIndex(of: "--root").map { arguments[($0 + 1)...].first ?? "." } ?? "."
                try await run(program, root: root, waits: arguments.contains("--waiting"))
                return 0
            } catch {
                Log().fatal("The server of the benchmarks stopped.", cause: error)
                return 1
            }
        }
    }

    private static func run(_ program: Program, root: String, waits: Bool) async throws {
        let environment = program.environment
        let log = Log()
        let metrics = Metrics()
        let loops = try (0..<(environment["APUS_HTTP_LOOPS"].flatMap { Int($0) } ?? 1)).map { index throws in
            try EventLoop(index: index)
        }
        var routes = Routes(HostingTools(answers: AnswersInMemory(), pages: PageTokens(key: [1, 2, 3])))
        let database = try environment["APUS_DATABASE"].map { url throws in
            try PostgreSQLDatabase(PostgreSQLSettings(url: .init(url)), loops: loops)
        }
        try BenchController(root: root, waits: waits, database: database).add(to: &routes)
        try BlobController(environment: environment)?.add(to: &routes)
        let caller = Caller(.open, permissions: .all, isLocal: true)
        let dispatcher = try Dispatcher(routes, log: log, tracer: .silent) { _ in .known(caller) }
        var application = HTTPApplication(beginning: dispatcher.begin)
        application.refuse = FailureReporter.response
        application.observe = RequestObserver(routes, log: log, metrics: metrics, tracer: .silent).observe
        application.site = SitePolicy(hosts: SitePolicy.loopbackNames)
        let listener = HTTPListener(
            try Listener(try Address(environment["APUS_LISTEN"] ?? "127.0.0.1:8000")), tls: try tls(environment))
        let server = HTTPServer([listener], loops: loops, application)
        try await Lifecycle.run([server], until: program.stop)
        await database?.close()
    }

    private static func tls(_ environment: [String: String]) throws -> TLSServer? {
        guard let certificate = environment["APUS_TLS_CERTIFICATE"], let key = environment["APUS_TLS_KEY"] else {
            return nil
        }
        return try TLSServer(certificate: certificate, key: key)
    }
}
