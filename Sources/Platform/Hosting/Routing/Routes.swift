import API
import HTTP

/// The operations that a server offers, while they are gathered.
///
/// A function that need not wait is given as a plain one: its operation is then answered without an asynchronous call.
package struct Routes: Sendable {
    package private(set) var all: [ServedOperation] = []
    let tools: HostingTools

    package init(_ tools: HostingTools) { self.tools = tools }

    /// Serves an endpoint with a function from the request to its output.
    package mutating func serve<Parameters: Endpoint>(
        _ type: Parameters.Type,
        with handle: nonisolated(nonsending) @escaping @Sendable (Parameters, Call) async throws -> Parameters.Output
    ) throws {
        let form = try EndpointForm<Parameters>(tools)
        add(
            type,
            Work(patient: { call in
                guard let body = try form.bodyAtHand(call) else { return try await form.answer(call, handle) }
                return try form.response(try await handle(try form.parameters(call, body), call))
            }))
    }

    /// Serves an endpoint with a function that does not wait.
    package mutating func serve<Parameters: Endpoint>(
        _ type: Parameters.Type, with handle: @escaping @Sendable (Parameters, Call) throws -> Parameters.Output
    ) throws {
        let form = try EndpointForm<Parameters>(tools)
        let work = Work(
            prompt: { call in
                guard let body = try form.bodyAtHand(call) else { return nil }
                return try form.response(try handle(try form.parameters(call, body), call))
            },
            patient: { call in
                try await form.answer(call) { parameters, call in try handle(parameters, call) }
            })
        add(type, work)
    }

    /// Serves a raw endpoint with a function from the request to the response.
    package mutating func serve<Parameters: RawEndpoint>(
        _ type: Parameters.Type,
        with handle: nonisolated(nonsending) @escaping @Sendable (Parameters, Call) async throws -> Response
    ) throws {
        let reader = try RequestReader<Parameters>()
        add(type, Work(patient: { call in try await handle(try reader.parameters(of: call), call) }))
    }

    /// Serves a raw endpoint with a function that does not wait.
    package mutating func serve<Parameters: RawEndpoint>(
        _ type: Parameters.Type, with handle: @escaping @Sendable (Parameters, Call) throws -> Response
    ) throws {
        let reader = try RequestReader<Parameters>()
        let prompt: @Sendable (Call) throws -> Response? =
            if let only = reader.only {
                { call in try handle(call.request.query == nil ? only : try reader.parameters(of: call), call) }
            } else {
                { call in try handle(try reader.parameters(of: call), call) }
            }
        add(type, Work(prompt: prompt, patient: { call in try handle(try reader.parameters(of: call), call) }))
    }

    mutating func add(_ type: any Contract.Type, _ work: Work) {
        all.append(ServedOperation(type, index: all.count, work))
    }

    /// The wire forms of the operations, those of the longest base first.
    var wires: [WireForm] {
        var wires: [String: WireForm] = [:]
        for operation in all { wires[operation.wire.name] = operation.wire }
        return wires.values.sorted {
            (($0.bases.map(\.count).max() ?? 0), $0.name) > (($1.bases.map(\.count).max() ?? 0), $1.name)
        }
    }
}
