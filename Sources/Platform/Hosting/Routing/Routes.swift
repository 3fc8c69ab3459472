import API
import HTTP

/// The operations that a server offers, while they are gathered.
package struct Routes: Sendable {
    package private(set) var all: [ServedOperation] = []
    let tools: HostingTools

    package init(_ tools: HostingTools) { self.tools = tools }

    /// Serves an endpoint with a function from the request to its output.
    package mutating func serve<Parameters: Endpoint>(
        _ type: Parameters.Type,
        with handle: nonisolated(nonsending) @escaping @Sendable (Parameters, Call) async throws -> Parameters.Output
    ) throws {
        let work = try EndpointWork<Parameters>(tools, handle)
        all.append(ServedOperation(type, index: all.count, work.answer))
    }

    /// Serves a raw endpoint with a function from the request to the response.
    package mutating func serve<Parameters: RawEndpoint>(
        _ type: Parameters.Type,
        with handle: nonisolated(nonsending) @escaping @Sendable (Parameters, Call) async throws -> Response
    ) throws {
        let work = try RawEndpointWork<Parameters>(tools, handle)
        all.append(ServedOperation(type, index: all.count, work.answer))
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
