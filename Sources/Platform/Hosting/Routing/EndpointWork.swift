import API
import HTTP
import JSON
import Model

/// What it takes to answer a call of one endpoint: read, handle, write.
///
/// A class, for an object knows its type: a generic struct's would be looked up for every request.
final class EndpointWork<Parameters: Endpoint>: Sendable {
    typealias Handle = nonisolated(nonsending) @Sendable (Parameters, Call) async throws -> Parameters.Output

    private let reader: RequestReader<Parameters>
    private let handle: Handle
    private let status: Status
    private let rules: JSONRules
    private let revisions: Revisions
    private let keyed: KeyedWork?

    init(_ tools: HostingTools, _ handle: @escaping Handle) throws {
        reader = try RequestReader(tools.tapes)
        self.handle = handle
        status = Status(UInt16(Parameters.success.rawValue))
        rules = Parameters.wire.rules
        revisions = Parameters.revisions
        keyed = Parameters.repetition == .keyed ? KeyedWork(tools.answers, operation: Parameters.operationID) : nil
    }

    nonisolated(nonsending) func answer(_ arrival: Arrival) async throws -> Response {
        let body = try await reader.body(of: arrival.request)
        guard let keyed, let key = arrival.request.header("idempotency-key") else {
            return try await perform(arrival, body)
        }
        return try await keyed.once(key, arrival, body) { () throws in try await perform(arrival, body) }
    }

    private nonisolated(nonsending) func perform(_ arrival: Arrival, _ body: ArraySlice<UInt8>) async throws -> Response
    {
        let parameters = try reader.parameters(of: arrival, body: body)
        if revisions == .required, arrival.call.precondition == .none {
            throw Failure(.preconditionRequired, "Say which revision you change: send If-Match with the ETag you read.")
        }
        let output = try await handle(parameters, arrival.call)
        return try response(output)
    }

    private func response(_ output: Parameters.Output) throws -> Response {
        var response: Response
        if status == .noContent {
            response = Response(status)
        } else {
            response = Response(status, .bytes(try output.json(rules: rules)))
            response.headers.add(line: "content-type: application/json\r\n")
        }
        if revisions != .none, let output = output as? any Revisioned {
            response.validator = Validator(tag: output.revision.text)
        }
        return response
    }
}

/// What it takes to answer a call of one raw endpoint.
final class RawEndpointWork<Parameters: RawEndpoint>: Sendable {
    typealias Handle = nonisolated(nonsending) @Sendable (Parameters, Call) async throws -> Response

    private let reader: RequestReader<Parameters>
    private let handle: Handle

    init(_ tools: HostingTools, _ handle: @escaping Handle) throws {
        reader = try RequestReader(tools.tapes)
        self.handle = handle
    }

    nonisolated(nonsending) func answer(_ arrival: Arrival) async throws -> Response {
        try await handle(try reader.parameters(of: arrival, body: []), arrival.call)
    }
}
