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
        append(request.id, to: &line)
        if let trace = request.trace { append(trace.trace, trace.span, to: &line) }
    }

    @inline(__always) func append(_ id: borrowing RequestID, to line: inout LineBuffer) {
        switch id.name {
        case .numbers(let high, let low): append("request.id", hexadecimal: high, low, to: &line)
        case .text(let text): append("request.id", text: text, to: &line)
        }
    }

    @inline(__always) func append(_ trace: TraceID, _ span: SpanID, to line: inout LineBuffer) {
        append("trace.id", hexadecimal: trace.high, trace.low, to: &line)
        append("span.id", hexadecimal: nil, span.value, to: &line)
    }
}
