import API
import HTTP
import Hosting
import JSON
import Machine
import Model
import Observability
import Synchronization

/// The framework with the notes in it, without a socket.
struct House: Sendable {
    let dispatcher: Dispatcher
    let routes: Routes
    let notes: NotesController
    private let log: Log
    private let lines: Lines

    init(gate: Gate? = nil, answers: AnswersInMemory = AnswersInMemory(), key: [UInt8] = [1, 2, 3]) throws {
        notes = NotesController(gate: gate)
        var routes = Routes(HostingTools(answers: answers, pages: PageTokens(key: key)))
        try notes.add(to: &routes)
        self.routes = routes
        let lines = Lines()
        self.lines = lines
        log = Log(LogWriter(.json) { written in lines.append(written.bytes) })
        dispatcher = try Dispatcher(routes, log: log, tracer: .silent, recognize: Self.caller)
    }

    /// What has been logged so far.
    var logged: String {
        log.writer.flush()
        return lines.text
    }

    /// Callers say who they are, and are believed.
    private static func caller(_ request: Request) -> Recognition {
        let name = request.header("x-caller").map { String(decoding: $0, as: UTF8.self) } ?? "admin"
        let caller =
            switch name {
            case "nobody": Caller(.anonymous, permissions: [])
            case "here": Caller(.anonymous, permissions: [], isLocal: true)
            case "admin": Caller(.user(name: name), permissions: .all)
            default: Caller(.user(name: name), permissions: [])
            }
        // Those of whom somebody else knows are no different.
        return name == "admin" ? .known(caller) : .asked { caller }
    }

    func send(
        _ method: Method, _ target: String, _ body: String = "", headers: [(String, String)] = []
    ) async throws -> Answer {
        var headers = headers
        if !body.isEmpty, !headers.contains(where: { $0.0 == "Content-Type" }) {
            headers.append(("Content-Type", "application/json"))
        }
        let request = try Request(method, target, headers: headers, body: Array(body.utf8))
        return try Answer(try await dispatcher.respond(to: request))
    }
}

/// A response, read.
struct Answer {
    let status: Int
    let headers: HeaderFields
    let tag: String?
    let text: String

    init(_ response: Response) throws {
        status = Int(response.status.code)
        headers = response.headers
        tag = response.validator?.tag
        guard case .bytes(let bytes) = response.content else { throw Streamed() }
        text = String(decoding: bytes, as: UTF8.self)
    }

    struct Streamed: Error {}

    func json() throws -> JSONValue { try JSONValue(json: text) }

    /// A member of a problem, or of any object.
    subscript(name: String) -> String? { (try? json())?[name]?.string }
}

/// Collects what a log writes.
private final class Lines: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: [UInt8]) -> Bool {
        bytes.withLock { $0 += more }
        return true
    }

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
}
