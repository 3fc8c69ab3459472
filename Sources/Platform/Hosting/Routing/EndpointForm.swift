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
    private let revisions: Revisions
    private let keyed: KeyedWork?
    private let type = HeaderFields(type: MediaType.json.line)

    init(_ tools: HostingTools) throws {
        reader = try RequestReader()
        status = Status(UInt16(Parameters.success.rawValue))
        rules = Parameters.wire.rules
        revisions = Parameters.revisions
        keyed = Parameters.repetition == .keyed ? KeyedWork(tools.answers, operation: Parameters.operationID) : nil
    }

    /// The parameters, if nothing need be waited for: the body is there, and no key asks whether this was done before.
    func parametersAtHand(_ call: Call) throws -> Parameters? {
        guard keyed == nil || call.request.header("idempotency-key") == nil,
            let body = try reader.bodyAtHand(of: call.request)
        else { return nil }
        return try parameters(call, body)
    }

    private func parameters(_ call: Call, _ body: ArraySlice<UInt8>) throws -> Parameters {
        let parameters = try reader.parameters(of: call.arrival, body: body)
        if revisions == .required, call.precondition == .none {
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
        guard status != .noContent else { return Response(status) }
        var response = Response(status, .bytes(try output.json(rules: rules)), headers: type)
        if revisions != .none, let output = output as? any Revisioned {
            response.validator = Validator(tag: output.revision.text)
        }
        return response
    }
}
