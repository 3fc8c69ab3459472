import HTTP
import Observability

extension RequestContext {
    /// The names of a request: its own id if it brought a sane one, and the trace that it takes part in.
    init(_ request: Request) {
        let given = request.header("x-request-id").flatMap { Observability.RequestID(header: $0) }
        self.init(id: given ?? Observability.RequestID())
    }
}
