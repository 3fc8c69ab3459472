import HTTP
import Synchronization
import TestSupport

/// Stands before a real store, refuses as often as it is told, and passes on everything else as it came, or damaged.
final class StormyServer: Sendable {
    /// What is answered in place of the store, by the number of the request from 0 on; `nil` lets it pass.
    typealias Weather = @Sendable (Int, Request) -> Response?
    /// What is done to the body of the request with that number on its way.
    typealias Damage = @Sendable (Int, inout [UInt8]) -> Void

    private let server: LocalServer
    private let count: Counter
    var port: Int { server.port }
    /// How many requests have come.
    var requests: Int { count.value }

    init(before store: Int, _ weather: @escaping Weather, damage: @escaping Damage = { _, _ in }) throws {
        var options = HTTPClient.Options()
        options.redirects = 0
        let client = HTTPClient(options), count = Counter()
        self.count = count
        server = try LocalServer { request in
            let number = count.next()
            if let refusal = weather(number, request) { return refusal }
            var body = Array(try await request.body.collect(upTo: 16 << 20))
            damage(number, &body)
            return try await Self.pass(request, body, to: store, client)
        }
    }

    private static func pass(
        _ request: Request, _ body: [UInt8], to port: Int, _ client: HTTPClient
    ) async throws -> Response {
        let target = String(decoding: request.path + (request.query.map { [0x3F] + $0 } ?? []), as: UTF8.self)
        var headers = HeaderFields()
        for (name, value) in request.allHeaders {
            let name = String(decoding: name, as: UTF8.self).lowercased()
            let isFraming = ["content-length", "transfer-encoding", "connection", "expect"].contains(name)
            if !isFraming { headers.add(name, bytes: value) }
        }
        let url = try HTTPURL("http://127.0.0.1:\(port)").with(target: target)
        var sent = HTTPClient.Request(
            request.method, url, headers: headers,
            body: body.isEmpty && request.method != .put && request.method != .post ? .none : .bytes(body))
        sent.options.inflates = false
        let answer = try await client.send(sent)
        var kept = HeaderFields()
        for field in answer.headers {
            let name = String(decoding: field.name, as: UTF8.self).lowercased()
            let isFraming = ["transfer-encoding", "connection", "content-length", "date", "server"].contains(name)
            if !isFraming { kept.add(name, bytes: field.value) }
        }
        return Response(answer.status, .bytes(try await answer.body.collect(upTo: 16 << 20)), headers: kept)
    }
}

/// Counts from 0 on.
final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}

/// What a store answers that wants less to do.
func slowDown(_ status: UInt16 = 503, code: String = "SlowDown", retryAfter: Int? = nil) -> Response {
    var headers = HeaderFields()
    headers.add("content-type", "application/xml")
    if let retryAfter { headers.add("retry-after", "\(retryAfter)") }
    let text = "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>Please.</Message></Error>"
    return Response(Status(status), .bytes(Array(text.utf8)), headers: headers)
}
