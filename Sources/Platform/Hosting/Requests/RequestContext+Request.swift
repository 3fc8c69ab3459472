import HTTP
import Observability

extension Observability.RequestID {
    /// The name that the request brought, if it is a sane one, else the server's own.
    init(_ request: Request) {
        let given = request.header("x-request-id").flatMap { Self(header: $0) }
        self = given ?? Self(request.id)
    }

    init(_ id: HTTP.RequestID) { self.init(high: id.high, low: id.low) }
}

extension TraceContext {
    /// The trace that the request takes part in (W3C Trace Context §3.2: of several none counts).
    init?(_ request: Request) {
        guard let parent = request.header("traceparent"), request.headers("traceparent").count == 1 else { return nil }
        self.init(traceparent: parent, tracestate: request.headers("tracestate").map(Array.init))
    }
}
