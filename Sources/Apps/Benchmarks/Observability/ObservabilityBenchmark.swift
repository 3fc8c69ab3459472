import Machine
import Observability

/// What a request pays for being seen: its log line, its numbers, its span, its identity.
enum ObservabilityBenchmark {
    static let benchmark = Benchmark(name: "observability") { run() }

    private static let turns = 1_000_000

    private static func run() {
        print("what                                                ns each   bound")
        log()
        metrics()
        tracing()
        identity()
    }

    private static func log() {
        let writer = LogWriter(.json, partLimit: 64 << 20) { _ in true }
        let log = Log(writer)
        let trace = TraceContext(trace: TraceID(), span: SpanID(), isSampled: true)
        let id = RequestID()
        let summary = RequestSummary(
            method: "GET", path: Array("/api/v1/experiments/17/runs".utf8)[...],
            route: "/api/v1/experiments/{experiment}/runs", status: 200, nanoseconds: 312_000, received: 128,
            sent: 2048, client: "192.168.17.43")
        measure("request log line, all fields", bound: 1000) {
            log.request(summary, id: id, trace: trace.trace, span: trace.span)
        }
        measure("log line with three fields, request looked up", bound: 1000) {
            log.info("Run created", ["run.id": "01j8z3k4m5n6p", "experiment.id": 17, "duration_ms": 0.312])
        }
        measure("log line below the level", bound: 20) { log.debug("no", ["run.id": "01j8z3k4m5n6p"]) }
        writer.flush(atMost: .seconds(30))
        precondition(writer.dropped == 0, "the benchmark measures written lines, not dropped ones")
    }

    private static func metrics() {
        let metrics = Metrics()
        let family = metrics.counters("bench_total", "Bench.", labels: ["route"])
        let counter = family.with("/runs")
        let seconds = metrics.histogram("bench_seconds", "Bench.", bounds: Histogram.seconds)
        measure("counter", bound: 20) { counter.increment() }
        measure("histogram of 14 bounds, 3 ms", bound: 20) { seconds.observe(0.003) }
        measure("counter and histogram, two threads on both", threads: 2, bound: 40) {
            counter.increment()
            seconds.observe(0.003)
        }
        let gauge = metrics.gauge("bench", "Bench.")
        measure("gauge up and down", bound: 40) {
            gauge.increment()
            gauge.decrement()
        }
        for number in 0..<200 { family.with("/route/\(number)").increment() }
        measure("page of 200 counters and a histogram", turns: 1000, bound: 1_000_000) { _ = metrics.page() }
    }

    private static func tracing() {
        let tracer = Tracer(sampler: .parentBased(root: .ratio(0)), queue: SpanQueue())
        measure("unsampled span, begun, set and ended", bound: 100) {
            var span = tracer.start("GET /runs", kind: .server)
            span.set("http.status", 200)
            tracer.end(span)
        }
        let sampled = Tracer(sampler: .alwaysOn, queue: SpanQueue())
        measure("sampled span with two attributes", bound: 2000) {
            var span = sampled.start("GET /runs", kind: .server)
            span.set("http.route", "/runs/{run}")
            span.set("http.status", 200)
            sampled.end(span)
        }
        let header = Array("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".utf8)
        measure("traceparent read", bound: 200) { _ = TraceContext(traceparent: header) }
    }

    private static func identity() {
        measure("request id made", bound: 100) { _ = RequestID() }
        let context = RequestContext(id: RequestID(), trace: nil)
        measure("task-local bound", bound: 200) { RequestContext.$current.withValue(context) {} }
        RequestContext.$current.withValue(context) {
            measure("task-local looked up", bound: 100) { _ = RequestContext.current }
        }
    }

    /// Runs `body` many times, five times over, on each of `threads` threads, and prints the median.
    private static func measure(
        _ name: String, turns: Int = Self.turns, threads: Int = 1, bound: Int, _ body: @escaping @Sendable () -> Void
    ) {
        var rounds: [Double] = []
        for _ in 0..<5 {
            let start = ContinuousClock.now
            if threads == 1 {
                for _ in 0..<turns { body() }
            } else {
                together(threads) { for _ in 0..<turns { body() } }
            }
            rounds.append((ContinuousClock.now - start) / .nanoseconds(turns))
        }
        let median = rounds.sorted()[2]
        let shown = "\((median * 10).rounded() / 10)"
        let column = name + String(repeating: " ", count: max(1, 50 - name.utf8.count))
        print("\(column)\(String(repeating: " ", count: max(0, 9 - shown.utf8.count)))\(shown)   ≤ \(bound)")
    }

    private static func together(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        let left = Lock(count)
        let done = Bell()
        for number in 0..<count {
            DetachedThread.start(name: "bench \(number)") {
                body()
                let isLast = left.withLock { left in
                    left -= 1
                    return left == 0
                }
                if isLast { done.ring() }
            }
        }
        done.wait()
    }
}
