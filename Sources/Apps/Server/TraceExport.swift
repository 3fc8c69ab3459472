import Compression
import HTTP
import Lifecycle
import Observability

/// Spans on their way to the collector that the settings name.
struct TraceExport: Daemon {
    let name = "trace export"
    let tracer: Tracer
    private let exporter: OTLPExporter

    /// `nil` when no collector is named.
    init?(_ settings: TraceSettings, log: Log, metrics: Metrics) {
        let queue = SpanQueue(capacity: settings.queueSize, batch: settings.batchSize)
        let client = HTTPClient()
        guard
            let exporter = OTLPExporter(
                settings, queue: queue, log: log, compress: Self.gzip,
                send: { try await Self.send($0, by: client) })
        else { return nil }
        self.exporter = exporter
        tracer = Tracer(sampler: settings.sampler, queue: queue)
        exporter.observe(in: metrics)
    }

    func run(until stop: Stop) async throws {
        await exporter.run { await stop.requested() }
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var packed: [UInt8] = []
        var compressor = Compressor()
        compressor.compress(bytes.span, into: &packed, flush: .end)
        return packed
    }

    private static func send(_ message: OTLPRequest, by client: HTTPClient) async throws -> OTLPResponse {
        var request = HTTPClient.Request(.post, try HTTPURL(message.url))
        for (name, value) in message.headers { request.headers.add(name, value) }
        request.body = .bytes(message.body)
        request.options.deadline = message.timeout
        let response = try await client.send(request)
        return OTLPResponse(
            status: Int(response.status.code), retryAfter: response.headers["retry-after"],
            body: try await response.body.collect(upTo: 64 << 10))
    }
}
