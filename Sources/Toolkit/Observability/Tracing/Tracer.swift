import Machine

/// Begins spans and takes them back when they have ended.
package struct Tracer: Sendable {
    /// Passes contexts on and records nothing: for a program without a collector.
    package static let silent = Tracer(sampler: .alwaysOff, queue: nil)

    private let sampler: Sampler
    private let queue: SpanQueue?
    private let now: @Sendable () -> Int64

    package init(
        sampler: Sampler, queue: SpanQueue?, now: @escaping @Sendable () -> Int64 = { WallClock.nanoseconds }
    ) {
        self.sampler = sampler
        self.queue = queue
        self.now = now
    }

    /// Begins a trace of its own.
    package func start(_ name: String, kind: Span.Kind = .internal) -> Span {
        queue == nil ? Span(.unsampled()) : start(name, kind: kind, parent: nil)
    }

    /// Begins a span below `parent`, or a trace of its own.
    ///
    /// Where nothing can be recorded the parent's context is passed on as it is (OpenTelemetry, "Behavior of the API
    /// in the absence of an installed SDK"); a request without one still gets a number for its log lines.
    package func start(_ name: String, kind: Span.Kind = .internal, parent: TraceContext?) -> Span {
        guard queue != nil else { return Span(parent ?? .unsampled()) }
        let trace = parent?.trace ?? TraceID()
        let isSampled = sampler.records(trace, parent: parent)
        let context = TraceContext(
            trace: trace, span: SpanID(), isSampled: isSampled, isRandom: parent?.isRandom ?? true,
            state: parent?.state ?? TraceState())
        guard isSampled else { return Span(context) }
        return Span(context, SpanRecord(parent: parent, kind: kind, start: now(), now: now, name: name))
    }

    /// Ends a span; a recorded one waits for the exporter from now on.
    package func end(_ span: Span) {
        guard var record = span.record, let queue else { return }
        record.end = max(record.start, now())
        queue.append(EndedSpan(context: span.context, record: record))
    }
}
