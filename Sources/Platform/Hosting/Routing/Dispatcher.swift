import API
import HTTP
import Model
import Observability

/// Who makes a request, found out once for each.
package typealias Recognition = nonisolated(nonsending) @Sendable (Request) async throws -> Caller

/// Leads each request to its operation, and each failure to its caller.
package struct Dispatcher: Sendable {
    private let router: Router<ServedOperation>
    private let recognize: Recognition
    private let tools: HostingTools
    private let wires: [WireForm]
    private let reporter: FailureReporter
    private let tracer: Tracer

    /// Refuses operations of which two match one path.
    package init(_ routes: Routes, log: Log, tracer: Tracer, recognize: @escaping Recognition) throws {
        var router = Router<ServedOperation>()
        for operation in routes.all {
            for pattern in operation.patterns { try router.add(operation.method, pattern, operation) }
        }
        self.router = router
        self.recognize = recognize
        self.tracer = tracer
        tools = routes.tools
        wires = routes.wires
        reporter = FailureReporter(log: log)
    }

    package nonisolated(nonsending) func respond(to request: Request) async throws -> Response {
        let routing = router.route(request)
        let operation = routing.operation
        let span = tracer.start(operation?.name ?? "none", kind: .server, parent: TraceContext(request))
        let context = RequestContext(request, trace: span.context)
        var response: Response
        do {
            response = try await self.response(to: request, routing, context)
        } catch let lost as ConnectionLost {
            throw lost
        } catch {
            response = reporter.response(to: error, in: operation?.wire ?? wire(of: request), request, context)
        }
        response.finish(span, context, operation, isEncrypted: request.peer.isEncrypted)
        return response
    }

    private nonisolated(nonsending) func response(
        to request: Request, _ routing: Routing<ServedOperation>, _ context: RequestContext
    ) async throws -> Response {
        switch routing {
        case .found(let operation, let path): return try await call(operation, path, request, context)
        case .options(let methods):
            var response = Response(.noContent)
            response.headers.add("allow", methods.list)
            return response
        case .notAllowed(let methods):
            throw Refusal(.methodNotAllowed, "This path does not take \(request.method.name).", allow: methods)
        case .missing: throw Failure(.unknownOperation, "There is nothing at this path.")
        case .refused(let refusal): throw refusal
        }
    }

    private nonisolated(nonsending) func call(
        _ operation: ServedOperation, _ path: PathParameters, _ request: Request, _ context: RequestContext
    ) async throws -> Response {
        let caller = try await recognize(request)
        try operation.access.check(caller)
        if operation.hasOwnDeadline { await request.setDeadline(operation.limits.deadline) }
        let precondition = try request.header("if-match").map { try Precondition(ifMatch: $0) } ?? .none
        var call = Call(
            request: request, caller: caller, context: context, precondition: precondition, pages: tools.pages)
        guard let value = request.header("x-request-timeout") else {
            return try await operation.work(Arrival(call: call, path: path))
        }
        let timeout = try RequestTimeout.read(value)
        call.deadline = .now + timeout
        let arrival = Arrival(call: call, path: path)
        return try await withDeadline(timeout) { () async throws in try await operation.work(arrival) }
    }

    /// The form in which whoever asks below one of its bases expects an answer.
    private func wire(of request: Request) -> WireForm {
        let path = request.path
        return wires.first { wire in
            wire.bases.contains { base in
                !base.isEmpty && path.starts(with: base.utf8)
                    && (path.count == base.utf8.count || path.dropFirst(base.utf8.count).first == 0x2F)
            }
        } ?? .root
    }
}

extension Routing<ServedOperation> {
    fileprivate var operation: ServedOperation? {
        if case .found(let operation, _) = self { operation } else { nil }
    }
}
