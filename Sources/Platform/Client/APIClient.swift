import API
import Basics
import HTTP
import JSON
import Model

/// Calls the operations of a server by their types: `try await client.send(GetVersion())`.
package struct APIClient: Sendable {
    /// The most that an answer in JSON may measure.
    private static let answerLimit = 64 << 20

    private let place: ServerPlace
    private let http: HTTPClient
    private let authorization: String?

    /// A client of the server at `place`; `token` signs its requests.
    package init(_ place: ServerPlace, token: String? = nil, http: HTTPClient = HTTPClient()) throws(Failure) {
        guard token?.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) ?? true else {
            throw Failure(.invalid, "The token has characters that no token has. Copy it again.")
        }
        self.place = place
        self.http = http
        authorization = token.map { "Bearer " + $0 }
    }

    /// Calls an operation and gives its output; every failure is the server's own, or says why it is not reached.
    ///
    /// What must not be done twice is sent under a key, so that it may be sent again when a connection breaks.
    package func send<Request: Endpoint>(
        _ request: Request, if precondition: Precondition = .none, within timeout: Duration? = nil
    ) async throws(Failure) -> Request.Output {
        let message = try RequestMessage(request)
        var outgoing = try prepare(message, timeout)
        if let body = message.body {
            outgoing.headers.add("content-type", MediaType.json.text)
            outgoing.body = .bytes(body)
        }
        if Request.repetition == .keyed {
            outgoing.headers.add(RequestHeader.idempotencyKey, Identifier<Request>().description)
            outgoing.options.isRepeatable = true
        }
        if let match = precondition.ifMatch { outgoing.headers.add("if-match", match) }
        let response = try await exchange(outgoing)
        if let empty = Empty() as? Request.Output { return empty }
        do {
            return try Request.Output(
                json: try await response.body.collect(upTo: Self.answerLimit), rules: Request.wire.rules)
        } catch let error as HTTPClientError {
            throw Failure(error, at: place)
        } catch {
            throw Failure(
                .internalError,
                "The server at \(place) answered what this program does not understand. Are both up to date?",
                cause: error)
        }
    }

    /// Calls a raw operation; the body of its answer is read as it comes.
    package func open<Request: RawEndpoint>(
        _ request: Request, body: RequestBody = .none, within timeout: Duration? = nil
    ) async throws(Failure) -> HTTPClient.Response {
        var outgoing = try prepare(try RequestMessage(request), timeout)
        outgoing.body = body
        if let type = Request.takes.first { outgoing.headers.add("content-type", type.text) }
        return try await exchange(outgoing)
    }

    private func prepare(_ message: RequestMessage, _ timeout: Duration?) throws(Failure) -> HTTPClient.Request {
        var request = HTTPClient.Request(Method(message.method), try place.url(message.target))
        request.headers.add("accept", "application/json, application/problem+json, */*")
        if let authorization { request.headers.add("authorization", authorization) }
        if let timeout {
            request.headers.add(RequestHeader.timeout, timeout.seconds)
            // The server gives up first, so that what comes back is its own word.
            request.options.deadline = timeout + .seconds(2)
        }
        return request
    }

    private func exchange(_ request: HTTPClient.Request) async throws(Failure) -> HTTPClient.Response {
        let response: HTTPClient.Response
        let body: [UInt8]
        do throws(HTTPClientError) {
            response = try await http.send(request)
            guard response.status.code >= 300 else { return response }
            body = try await response.body.collect(upTo: 1 << 20)
        } catch { throw Failure(error, at: place) }
        throw Failure(status: Int(response.status.code), retryAfter: response.headers["retry-after"], body: body)
    }
}

extension Duration {
    /// In seconds with three decimals, as `X-Request-Timeout` has it; never zero.
    fileprivate var seconds: String {
        let (whole, rest) = components
        let milliseconds = max(1, min(999_999_999, whole * 1000 + rest / 1_000_000_000_000_000))
        let decimals = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - decimals.count) + decimals
    }
}

extension Precondition {
    fileprivate var ifMatch: String? {
        switch self {
        case .none, .absent: nil
        case .exists: "*"
        case .anyOf(let revisions): revisions.map { "\"\($0.text)\"" }.joined(separator: ", ")
        }
    }
}
