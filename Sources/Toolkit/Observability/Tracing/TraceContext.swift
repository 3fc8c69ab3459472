/// Which trace and span something belongs to, as W3C Trace Context passes it from program to program.
package struct TraceContext: Sendable, Hashable {
    package var trace: TraceID
    package var span: SpanID
    package var isSampled: Bool
    /// Says that the trace's number was made of random bytes (W3C Trace Context level 2).
    package var isRandom: Bool
    /// What other tracing systems pass along, checked and otherwise left alone; empty when there is none.
    package var state: TraceState

    package init(
        trace: TraceID, span: SpanID, isSampled: Bool, isRandom: Bool = false, state: TraceState = TraceState()
    ) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
        self.isRandom = isRandom
        self.state = state
    }

    /// A new trace that nobody records.
    static func unsampled() -> TraceContext {
        let (high, low, span) = RandomNumbers.nextThree()
        return TraceContext(
            trace: TraceID(high, nonzero: low | 1), span: SpanID(nonzero: span | 1), isSampled: false, isRandom: true)
    }
}
