import API
import Crypto
import HTTP
import Hosting
import Lifecycle
import Machine
import Model
import Observability
import Sockets

/// The house with endpoints that only measurements need: `Benchmarks serve [--root FOLDER]`.
///
/// It reads the settings of `apus-server` that `deploy/bench` uses, and is put together in the same way.
struct BenchServer {
    private let server: HTTPServer
    private let log: Log

    init(environment: [String: String], root: String) throws {
        log = Log()
        let metrics = Metrics()
        let loops = try (0..<(environment["APUS_HTTP_LOOPS"].flatMap { Int($0) } ?? 1)).map { index throws in
            try EventLoop(index: index)
        }
        var routes = Routes(HostingTools(answers: AnswerStore(), pages: PageTokens(key: RandomBytes.make(32))))
        try Self.add(to: &routes, root: root)
        let caller = Caller(.open, permissions: [], isLocal: true)
        let dispatcher = try Dispatcher(routes, log: log, tracer: .silent) { _ in caller }
        var application = HTTPApplication(dispatcher.respond)
        application.refuse = FailureReporter.response
        application.observe = RequestObserver(routes, log: log, metrics: metrics, tracer: .silent).observe
        application.site = SitePolicy(hosts: SitePolicy.loopbackNames, origins: [])
        let address = try Address(environment["APUS_LISTEN"] ?? "127.0.0.1:8000")
        let tls = try environment["APUS_TLS_CERTIFICATE"].map { certificate throws in
            try TLSServer(certificate: certificate, key: environment["APUS_TLS_KEY"] ?? "") { _ in }
        }
        server = HTTPServer([HTTPListener(try Listener(address), tls: tls)], loops: loops, application)
    }

    private static func add(to routes: inout Routes, root: String) throws {
        try routes.serve(SayOK.self) { _, _ in Response(.ok, "text/plain; charset=utf-8", Array("OK".utf8)) }
        try routes.serve(CreateMeasuredRun.self) { run, call in
            MeasuredRun(
                id: "r1", experiment: run.experiment, name: run.name, status: run.status, startTime: run.startTime,
                step: run.step, loss: run.loss)
        }
        try routes.serve(CountBytes.self) { _, call in
            var count = 0
            for try await piece in call.request.body { count += piece.count }
            return Response(.ok, "text/plain; charset=utf-8", Array("\(count)".utf8))
        }
        try routes.serve(SendFile.self) { _, _ in
            let file = try File(path: root + "/big")
            return Response(.ok, .file(file, size: file.size))
        }
        try addNeighbors(Zero.self, to: &routes)
    }

    /// Ten groups of twenty.
    private static func addNeighbors<Group: Numbered>(_: Group.Type, to routes: inout Routes) throws {
        guard Group.number < 10 else { return }
        try addMembers(Group.self, Zero.self, to: &routes)
        try addNeighbors(After<Group>.self, to: &routes)
    }

    private static func addMembers<Group: Numbered, Member: Numbered>(
        _: Group.Type, _: Member.Type, to routes: inout Routes
    ) throws {
        guard Member.number < 20 else { return }
        try routes.serve(Neighbor<Group, Member>.self) { _, _ in Response(.noContent) }
        try addMembers(Group.self, After<Member>.self, to: &routes)
    }

    static func run(_ program: Program) async -> Int32 {
        let arguments = CommandLine.arguments
        let root = arguments.firstIndex(of: "--root").flatMap { arguments.dropFirst($0 + 1).first } ?? "."
        do {
            let bench = try BenchServer(environment: program.environment, root: root)
            try await Lifecycle.run([bench.server], until: program.stop, grace: .seconds(5))
            bench.log.writer.flush()
            return 0
        } catch {
            print("\(error)")
            return 1
        }
    }
}
