import HTTP
import Observability

/// A request that has come in: where it leads, and by which names the log and the traces know it.
///
/// It is one object from here to its line in the log, so that handing it on costs next to nothing.
final class Arrival: Attachment {
    let request: Request
    /// What it asks for; `nil` when there is no such operation.
    let operation: ServedOperation?
    let path: PathParameters
    let id: Observability.RequestID
    let span: Span

    init(_ request: Request, _ router: borrowing Router<ServedOperation>, _ tracer: Tracer) {
        var path = PathParameters(request.path)
        operation = router.found(request, &path)
        self.request = request
        self.path = path
        id = RequestID(request)
        let name = operation?.name ?? "none"
        span =
            request.header("traceparent") == nil
            ? tracer.start(name, kind: .server)
            : tracer.start(name, kind: .server, parent: TraceContext(request))
    }

    var context: RequestContext { RequestContext(id: id, trace: span.context) }
}
