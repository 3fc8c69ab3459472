import API
import Database
import HTTP
import Hosting
import Model
import Sockets
import Synchronization

/// Serves what the benchmarks call, among two hundred operations.
final class BenchController: Sendable {
    private static let constant = Array("OK".utf8)

    private let started = Atomic<Int>(0)
    private let root: String
    private let database: (any SQLDatabase)?
    private let waits: Bool

    /// `waits` says whether runs are started by a function that may wait.
    init(root: String, waits: Bool, database: (any SQLDatabase)?) {
        self.root = root
        self.waits = waits
        self.database = database
    }

    func add(to routes: inout Routes) throws {
        if waits {
            try routes.serve(StartRun.self) { run, call async throws in self.start(run, call) }
        } else {
            try routes.serve(StartRun.self, with: start)
        }
        if let database { try routes.serve(GetAccount.self) { request, _ in try await Self.read(request, database) } }
        try routes.serve(GetConstant.self) { _, _ in Response(.ok, .text, Self.constant) }
        try routes.serve(GetBig.self, with: big)
        try routes.serve(SendBig.self, with: send)
        try routes.serve(GetEvents.self) { _, _ in
            .events { writer in
                for number in 0..<10 {
                    try await writer.send(ServerSentEvent("\(number)", name: "number"))
                    try await EventLoop.current?.sleep(for: .milliseconds(10))
                }
            }
        }
        try addParts(196, Zero.self, to: &routes)
    }

    private func addParts<Number: TypedNumber>(_ count: Int, _ type: Number.Type, to routes: inout Routes) throws {
        guard count > 0 else { return }
        try routes.serve(GetPart<Number>.self) { _, _ in Empty() }
        try addParts(count - 1, Next<Number>.self, to: &routes)
    }

    private func start(_ run: StartRun, _ call: Call) -> StartRun.Output {
        StartRun.Output(
            id: started.add(1, ordering: .relaxed).newValue, experiment: run.experiment, owner: call.caller.name,
            name: run.name, status: run.status, step: run.step, loss: run.loss)
    }

    private static func read(
        _ request: GetAccount, _ database: any SQLDatabase
    ) async throws -> GetAccount.Output {
        let rows = try await database.read("SELECT abalance FROM pgbench_accounts WHERE aid = \(request.account)")
        guard var row = rows.first else { throw Failure(.notFound, "There is no account \(request.account).") }
        return GetAccount.Output(account: request.account, balance: try row.next())
    }

    private func big(_ request: GetBig, _ call: Call) async throws -> Response {
        let file = try File(path: root + "/big")
        return Response(.ok, .file(file, size: file.size))
    }

    private func send(_ request: SendBig, _ call: Call) async throws -> Response {
        await call.request.setDeadline(nil)
        var count = 0
        for try await piece in call.request.body { count += piece.count }
        return Response(.ok, .text, Array("\(count)\n".utf8))
    }
}
