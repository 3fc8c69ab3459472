import API
import HTTP
import JSON
import Model

/// What it takes to answer a call of one endpoint beside what the endpoint does: read, and write.
///
/// A class, for an object knows its type: a generic struct's would be looked up for every request.
final class EndpointForm<Parameters: Endpoint>: Sendable {
    private let reader: RequestReader<Parameters>
    private let status: Status
    private let rules: JSONRules
    private let hasNoContent: Bool
    private let isRevisioned: Bool
    private let needsRevision: Bool
    private let keyed: KeyedWork?
    private let type = HeaderFields(type: MediaType.json.line)

    init(_ tools: HostingTools) throws {
        reader = try RequestReader()
        status = Status(UInt16(Parameters.success.rawValue))
        rules = Parameters.wire.rules
        hasNoContent = Parameters.success == .noContent
        isRevisioned = Parameters.revisions != .none
        needsRevision = Parameters.revisions == .required
        keyed = Parameters.repetition == .keyed ? KeyedWork(tools.answers, operation: Parameters.operationID) : nil
    }

    /// The body, if nothing need be waited for: it is there, and no key asks whether this was done before.
    func bodyAtHand(_ call: Call) throws -> ArraySlice<UInt8>? {
        guard keyed == nil || call.request.header("idempotency-key") == nil else { return nil }
        return try reader.bodyAtHand(of: call.request)
    }

    func parameters(_ call: Call, _ body: ArraySlice<UInt8>) throws -> Parameters {
        let parameters = try reader.parameters(of: call.arrival, body: body)
        if needsRevision, call.precondition == .none {
            throw Failure(.preconditionRequired, "Say which revision you change: send If-Match with the ETag you read.")
        }
        return parameters
    }

    /// Answers whatever must be waited for: a body that is under way, or a key that was used before.
    nonisolated(nonsending) func answer(
        _ call: Call, _ handle: nonisolated(nonsending) (Parameters, Call) async throws -> Parameters.Output
    ) async throws -> Response {
        let body = try await reader.body(of: call.request)
        guard let keyed, let key = call.request.header("idempotency-key") else {
            return try response(try await handle(try parameters(call, body), call))
        }
        return try await keyed.once(key, call, body) { () async throws in
            try response(try await handle(try parameters(call, body), call))
        }
    }

    func response(_ output: Parameters.Output) throws -> Response {
        if hasNoContent { return Response(status) }
        let content = Response.Content.bytes(try output.json(rules: rules))
        guard isRevisioned, let output = output as? any Revisioned else {
            return Response(status, content, headers: type)
        }
        var response = Response(status, content, headers: type)
        response.validator = Validator(tag: output.revision.text)
        return response
    }
}
