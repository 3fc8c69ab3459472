/// Writes spans as `ExportTraceServiceRequest` of OTLP 1 (opentelemetry/proto/collector/trace/v1).
struct OTLPEncoder: Sendable {
    let resource: [(name: String, value: String)]
    let scope = "apus"

    func encode(_ spans: [EndedSpan]) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.message(1) { resourceSpans in
            resourceSpans.message(1) { message in
                for (name, value) in resource { attribute(1, name, .text(value), to: &message) }
            }
            resourceSpans.message(2) { scopeSpans in
                scopeSpans.message(1) { $0.text(1, scope) }
                for span in spans { scopeSpans.message(2) { write(span, to: &$0) } }
            }
        }
        return writer.bytes
    }

    private func write(_ span: EndedSpan, to writer: inout ProtobufWriter) {
        let record = span.record
        writer.data(1, span.context.trace.bytes)
        writer.data(2, span.context.span.bytes)
        writer.text(3, span.context.state.header)
        if let parent = record.parent { writer.data(4, parent.span.bytes) }
        writer.text(5, record.name)
        writer.varint(6, UInt64(record.kind.rawValue))
        writer.fixed64(7, UInt64(clamping: record.start))
        writer.fixed64(8, UInt64(clamping: record.end))
        for (name, value) in record.attributes { attribute(9, name, value, to: &writer) }
        writer.varint(10, UInt64(record.droppedAttributes))
        for event in record.events { writer.message(11) { write(event, to: &$0) } }
        writer.varint(12, UInt64(record.droppedEvents))
        for link in record.links { writer.message(13) { write(link, to: &$0) } }
        writer.varint(14, UInt64(record.droppedLinks))
        switch record.status {
        case .unset: break
        case .done: writer.message(15) { $0.varint(3, 1) }
        case .failed(let reason):
            writer.message(15) { status in
                status.text(2, reason)
                status.varint(3, 2)
            }
        }
        writer.fixed32(16, flags(span.context))
    }

    private func write(_ event: SpanRecord.Event, to writer: inout ProtobufWriter) {
        writer.fixed64(1, UInt64(clamping: event.nanoseconds))
        writer.text(2, event.name)
        for (name, value) in event.attributes.pairs { attribute(3, name, value, to: &writer) }
    }

    private func write(_ link: TraceContext, to writer: inout ProtobufWriter) {
        writer.data(1, link.trace.bytes)
        writer.data(2, link.span.bytes)
        writer.text(3, link.state.header)
        writer.fixed32(6, flags(link))
    }

    private func flags(_ context: TraceContext) -> UInt32 {
        (context.isSampled ? 1 : 0) | (context.isRandom ? 2 : 0)
    }

    private func attribute(_ field: Int, _ name: String, _ value: LogValue, to writer: inout ProtobufWriter) {
        let number =
            switch value {
            case .text: 1
            case .boolean: 2
            case .integer: 3
            case .number: 4
            }
        writer.message(field) { pair in
            pair.text(1, name)
            pair.message(2) { $0.chosen(number, value) }
        }
    }
}
