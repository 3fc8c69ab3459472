import Machine

/// Which request, trace and span a piece of work belongs to.
///
/// `RequestContext.$current.withValue(…) { … }` makes all log lines of the work inside carry it.
package struct RequestContext: Sendable {
    @TaskLocal package static var current: RequestContext?

    package var id: RequestID
    package var trace: TraceContext?

    package init(id: RequestID, trace: TraceContext? = nil) {
        self.id = id
        self.trace = trace
    }
}

extension LogLine {
    func append(_ request: RequestContext, to line: inout LineBuffer) {
        append("request.id", text: request.id.description, to: &line)
        guard let trace = request.trace else { return }
        append("trace.id", hexadecimal: trace.trace.high, trace.trace.low, to: &line)
        append("span.id", hexadecimal: nil, trace.span.value, to: &line)
    }
}
