import API
import HTTP

/// One served operation.
package final class ServedOperation: Sendable {
    package let contract: any Contract.Type
    /// Its place among the operations of the server.
    package let index: Int
    package let name: String
    package let method: Method
    package let wire: WireForm
    package let access: Access
    let limits: Limits
    /// Whether its answer may take longer, or not as long, as the server lets answers take by its settings.
    let hasOwnDeadline: Bool
    let work: Work

    init(_ contract: any Contract.Type, index: Int, _ work: Work) {
        self.contract = contract
        self.index = index
        method = Method(contract.route.method)
        name = contract.operationID
        wire = contract.wire
        access = contract.access
        limits = contract.limits
        hasOwnDeadline = limits.deadline != Limits().deadline
        self.work = work
    }

    /// Answers within the time that it has, or that its caller gives.
    nonisolated(nonsending) func answerInTime(_ call: Call) async throws -> Response {
        if hasOwnDeadline { await call.request.setDeadline(limits.deadline) }
        guard let time = call.patience?.time else { return try await work.patient(call) }
        return try await withDeadline(time) { () async throws in try await self.work.patient(call) }
    }

    /// Where it is served: below each base of its wire form.
    package var patterns: [RoutePattern] {
        wire.bases.map { base in
            RoutePattern(RoutePattern(base).segments + contract.route.segments.map(RoutePattern.Segment.init))
        }
    }
}

extension RoutePattern.Segment {
    fileprivate init(_ segment: Route.Segment) {
        self =
            switch segment {
            case .literal(let text): .literal(text)
            case .parameter(let name): .parameter(name, allowsSlash: false)
            case .name(let name): .parameter(name, allowsSlash: true)
            case .rest(let name): .rest(name)
            }
    }
}

extension Method {
    package init(_ method: Route.Method) {
        self =
            switch method {
            case .get: .get
            case .post: .post
            case .put: .put
            case .patch: .patch
            case .delete: .delete
            }
    }
}
