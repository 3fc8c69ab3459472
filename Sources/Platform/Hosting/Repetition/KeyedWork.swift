import API
import Crypto
import HTTP
import Model

/// Sees to it that a request with an `Idempotency-Key` is done once, however often it is sent.
///
/// Only what was done is kept: a request that failed had no effect, and may be tried again under its key.
struct KeyedWork: Sendable {
    private let answers: any AnswerStore
    private let operation: String

    init(_ answers: any AnswerStore, operation: String) {
        self.answers = answers
        self.operation = operation
    }

    nonisolated(nonsending) func once(
        _ text: ArraySlice<UInt8>, _ call: Call, _ body: ArraySlice<UInt8>,
        _ work: nonisolated(nonsending) () async throws -> Response
    ) async throws -> Response {
        let key = try key(text, call)
        switch try await answers.admit(key, fingerprint: fingerprint(call.request, body)) {
        case .replay(let answer): return Response(replaying: answer)
        case .mismatch:
            throw Failure(
                .unprocessable, "This key was sent with another request. Use a new key for a new request.",
                field: RequestHeader.idempotencyKey)
        case .inFlight:
            throw Failure(.conflict, "A request with this key is being worked on.", retryAfter: .seconds(1))
        case .full:
            throw Failure(.unavailable, "Too many requests with a key are being worked on.", retryAfter: .seconds(1))
        case .begin: break
        }
        do {
            let response = try await work()
            if let answer = KeptAnswer(response) {
                // What was done is answered, also when it cannot be kept: then the same request is refused for a while.
                try? await answers.complete(key, answer)
            } else {
                try? await answers.abandon(key)
            }
            return response
        } catch {
            try? await answers.abandon(key)
            throw error
        }
    }

    private func key(_ text: ArraySlice<UInt8>, _ call: Call) throws(Failure) -> KeyedRequest {
        guard (1...255).contains(text.count), text.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                .invalid, "expected 1 to 255 visible ASCII characters", field: RequestHeader.idempotencyKey)
        }
        return KeyedRequest(
            caller: call.caller.name, operation: operation, key: String(decoding: text, as: UTF8.self))
    }

    /// Equal for equal requests: the path, the query and the body.
    private func fingerprint(_ request: Request, _ body: ArraySlice<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(request.path.span)
        hash.update([0x3F].span)
        if let query = request.query { hash.update(query.span) }
        hash.update([0].span)
        hash.update(body.span)
        return hash.finish().bytes
    }
}

extension KeptAnswer {
    /// What is kept of a response; nothing of one that is streamed.
    fileprivate init?(_ response: Response) {
        guard case .bytes(let body) = response.content else { return nil }
        self.init(status: Int(response.status.code), tag: response.validator?.tag, body: body)
    }
}

extension Response {
    fileprivate init(replaying answer: KeptAnswer) {
        self.init(Status(UInt16(answer.status)), .bytes(answer.body))
        if !answer.body.isEmpty { headers.add("content-type", "application/json") }
        headers.add("idempotency-replayed", "true")
        if let tag = answer.tag { validator = Validator(tag: tag) }
    }
}
