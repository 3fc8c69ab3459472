import Testing
import Machine

@testable import Observability

@Suite(.timeLimit(.minutes(1))) struct OTLPExporterTests {
    @Test func `a full batch leaves at once, the rest when the process stops`() async throws {
        let collector = Collector()
        let bench = try Bench(collector, batch: 10)
        bench.spans(25)
        await bench.running { await collector.requests(count: 1) }
        let counts = collector.requests.map { bench.spanCount(of: $0) }
        #expect(counts.reduce(0, +) == 25)
        #expect(counts.allSatisfy { $0 <= 10 })
        #expect(bench.exporter.counts.sent == 25)
    }

    @Test func `a few spans leave when their time has come`() async throws {
        let collector = Collector()
        let bench = try Bench(collector, batch: 512)
        bench.spans(3)
        await bench.running {
            await bench.clock.tick(.seconds(5))
            await collector.requests(count: 1)
        }
        #expect(collector.requests.count == 1)
        #expect(bench.exporter.counts.sent == 3)
    }

    @Test func `what is not taken now is sent again after the pause`() async throws {
        let collector = Collector([OTLPResponse(status: 503, retryAfter: "7"), OTLPResponse(status: 200)])
        let bench = try Bench(collector, batch: 2)
        bench.spans(2)
        await bench.running {
            await bench.clock.tick(.seconds(7))
            await collector.requests(count: 2)
        }
        #expect(collector.requests.count == 2)
        #expect(collector.requests[0].body == collector.requests[1].body)
        #expect(bench.exporter.counts.sent == 2 && bench.exporter.counts.lost == 0)
        let lines = try bench.output.objects().compactMap { $0["message"] as? String }
        #expect(lines == ["Traces do not reach the collector", "Traces reach the collector again"])
    }

    @Test func `a refusal is final, counted, and logged once`() async throws {
        let collector = Collector(Array(repeating: OTLPResponse(status: 400), count: 3))
        let bench = try Bench(collector, batch: 2)
        bench.spans(6)
        await bench.running { await collector.requests(count: 3) }
        #expect(collector.requests.count == 3)
        #expect(bench.exporter.counts.lost == 6)
        #expect(try bench.output.objects().count == 1)
    }

    @Test func `a process that stops does not wait for a collector that is away`() async throws {
        let collector = Collector(Array(repeating: nil, count: 100))
        let bench = try Bench(collector, batch: 2)
        bench.spans(8)
        await bench.running { await collector.requests(count: 1) }
        #expect(bench.exporter.counts.lost == 8)
        #expect(collector.requests.count <= 5)
    }

    @Test func `spans that the collector refused in a yes are counted as lost`() async throws {
        // ExportTraceServiceResponse { partial_success { rejected_spans: 3, error_message: "no" } }
        let body: [UInt8] = [0x0A, 0x06, 0x08, 0x03, 0x12, 0x02, 0x6E, 0x6F]
        let collector = Collector([OTLPResponse(status: 200, body: body)])
        let bench = try Bench(collector, batch: 5)
        bench.spans(5)
        await bench.running { await collector.requests(count: 1) }
        #expect(bench.exporter.counts.sent == 2 && bench.exporter.counts.lost == 3)
        #expect(try bench.output.objects().first?["otlp.reason"] as? String == "no")
    }

    @Test func `headers and compression are those of the settings`() async throws {
        let collector = Collector()
        let bench = try Bench(collector, batch: 1, compressing: true)
        bench.spans(1)
        await bench.running { await collector.requests(count: 1) }
        let request = try #require(collector.requests.first)
        #expect(request.url == "http://collector:4318/v1/traces")
        let headers = request.headers.map { "\($0.name): \($0.value)" }
        #expect(headers == ["k: v", "Content-Type: application/x-protobuf", "Content-Encoding: gzip"])
        #expect(request.body.first == 0x1F)
    }

    @Test(arguments: 0..<2000) func `no answer whatever ends the process`(seed: Int) {
        var random = Lehmer(state: UInt64(seed))
        let body = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
        #expect(OTLPResponse(status: 200, body: body).rejected.count >= 0)
        #expect(OTLPResponse(status: 200, body: [0x0A, 0x20, 0x08] + body).rejected.count >= 0)
    }
}

/// An exporter with a collector, a clock and a log of its own.
private struct Bench {
    let exporter: OTLPExporter
    let clock = ManualClock()
    let output = LogOutput()
    private let queue: SpanQueue
    private let tracer: Tracer

    init(_ collector: Collector, batch: Int, compressing: Bool = false) throws {
        queue = SpanQueue(batch: batch)
        tracer = Tracer(sampler: .alwaysOn, queue: queue)
        let settings = try TraceSettings(
            environment: [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_EXPORTER_OTLP_HEADERS": "k=v",
                "OTEL_EXPORTER_OTLP_COMPRESSION": compressing ? "gzip" : "none",
            ], service: "test", version: "1")
        let clock = clock
        let made = OTLPExporter(
            settings, queue: queue, log: Log(output.writer()), compress: { [0x1F, 0x8B] + $0 },
            sleep: { try await clock.sleep($0) }, send: { try collector.take($0) })
        exporter = try #require(made)
    }

    func spans(_ count: Int) {
        for number in 0..<count { tracer.end(tracer.start("span \(number)")) }
    }

    /// Runs the exporter, does `body`, stops it, and waits until it has ended.
    func running(_ body: () async -> Void) async {
        let isStopped = Lock(false)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await exporter.run {
                    while !isStopped.withLock({ $0 }), !Task.isCancelled { await Task.yield() }
                }
            }
            await body()
            isStopped.withLock { $0 = true }
        }
    }

    func spanCount(of request: OTLPRequest) -> Int {
        var count = 0
        var fields = ProtobufReader(request.body)
        while let (_, value) = fields.next() {
            guard case .data(let resource) = value else { continue }
            var parts = ProtobufReader(resource)
            while let (field, value) = parts.next() {
                guard field == 2, case .data(let scope) = value else { continue }
                var spans = ProtobufReader(scope)
                while let (field, _) = spans.next() { count += field == 2 ? 1 : 0 }
            }
        }
        return count
    }
}

/// Answers what it is told to, and keeps what it was sent. Nil is no answer at all.
private final class Collector: Sendable {
    private struct NoAnswer: Error {}

    private let answers: Lock<[OTLPResponse?]>
    private let kept = Lock([OTLPRequest]())
    private let (arrivals, arriving) = AsyncStream<Void>.makeStream()

    init(_ answers: [OTLPResponse?] = []) { self.answers = Lock(answers) }

    var requests: [OTLPRequest] { kept.withLock { $0 } }

    func take(_ request: OTLPRequest) throws -> OTLPResponse {
        kept.withLock { $0.append(request) }
        defer { arriving.yield() }
        let answer = answers.withLock { $0.isEmpty ? OTLPResponse(status: 200) : $0.removeFirst() }
        guard let answer else { throw NoAnswer() }
        return answer
    }

    /// Waits until that many requests have come.
    func requests(count: Int) async {
        for await _ in arrivals where requests.count >= count { return }
    }
}

/// A clock whose sleepers wake when the test says so.
private final class ManualClock: Sendable {
    private struct Sleeper {
        let id: Int
        let duration: Duration
        let wake: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var next = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
    }

    private let state = Lock(State())

    func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wake in
                let isCancelled = state.withLock { state in
                    if state.cancelled.contains(id) { return true }
                    state.sleepers.append(Sleeper(id: id, duration: duration, wake: wake))
                    return false
                }
                if isCancelled { wake.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                state.cancelled.insert(id)
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
                return state.sleepers.remove(at: index)
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    /// Waits until somebody sleeps for that long, and wakes it.
    func tick(_ duration: Duration) async {
        while true {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.duration == duration }) else { return nil }
                return state.sleepers.remove(at: index)
            }
            if let sleeper { return sleeper.wake.resume() }
            await Task.yield()
        }
    }
}
