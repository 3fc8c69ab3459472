import HTTP
import Observability

extension RequestContext {
    /// The name that the request brought, if it is a sane one, else the server's own.
    init(_ request: Request, trace: TraceContext) {
        let given = request.header("x-request-id").flatMap { Observability.RequestID(header: $0) }
        self.init(given ?? request.id.observed, trace: trace)
    }

    /// A request of which the server's name is all that is known.
    init(_ id: HTTP.RequestID) { self.init(id.observed, trace: nil) }

    private init(_ id: Observability.RequestID, trace: TraceContext?) { self.init(id: id, trace: trace) }
}

extension HTTP.RequestID {
    fileprivate var observed: Observability.RequestID { Observability.RequestID(high: high, low: low) }
}

extension TraceContext {
    /// The trace that the request takes part in (W3C Trace Context §3.2: of several none counts).
    init?(_ request: Request) {
        guard let parent = request.header("traceparent"), request.headers("traceparent").count == 1 else { return nil }
        self.init(traceparent: parent, tracestate: request.headers("tracestate").map(Array.init))
    }
}
