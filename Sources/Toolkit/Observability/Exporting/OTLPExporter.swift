import Synchronization
import Machine

/// Sends ended spans to a collector by OTLP over HTTP, in batches: when 512 wait, or every five seconds.
///
/// It holds up nobody: while a collector is away the queue fills, and the oldest spans go. The failure is logged once,
/// and its end too.
package struct OTLPExporter: Sendable {
    package typealias Send = @Sendable (OTLPRequest) async throws -> OTLPResponse

    /// What became of all spans so far.
    package final class Counts: Sendable {
        private let sentSpans = Atomic<Int>(0)
        private let lostSpans = Atomic<Int>(0)

        package var sent: Int { sentSpans.load(ordering: .relaxed) }
        /// Refused by the collector, or given up.
        package var lost: Int { lostSpans.load(ordering: .relaxed) }

        func addSent(_ count: Int) { sentSpans.wrappingAdd(count, ordering: .relaxed) }
        func addLost(_ count: Int) { lostSpans.wrappingAdd(count, ordering: .relaxed) }
    }

    package let counts = Counts()
    let queue: SpanQueue
    let url: String
    let headers: [(name: String, value: String)]
    let settings: TraceSettings
    let encoder: OTLPEncoder
    let log: Log
    let compress: (@Sendable ([UInt8]) -> [UInt8]?)?
    let sleep: @Sendable (Duration) async throws -> Void
    let send: Send
    let isFailing = Lock(false)
    let isStopping = Lock(false)

    /// Nil when the settings name no collector.
    ///
    /// `compress` makes gzip of a body; it is used when the settings ask for it.
    package init?(
        _ settings: TraceSettings, queue: SpanQueue, log: Log, compress: (@Sendable ([UInt8]) -> [UInt8]?)? = nil,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        send: @escaping Send
    ) {
        guard let endpoint = settings.endpoint else { return nil }
        self.settings = settings
        self.queue = queue
        self.log = log
        self.compress = settings.compresses ? compress : nil
        self.sleep = sleep
        self.send = send
        url = endpoint
        encoder = OTLPEncoder(resource: settings.resource)
        headers = settings.headers
    }
}
