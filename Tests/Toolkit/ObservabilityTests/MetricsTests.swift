import Observability
import TestSupport
import Testing

@Suite struct MetricsTests {
    @Test func `a page has help, type and samples of each family`() {
        let metrics = Metrics(copies: 2)
        let requests = metrics.counters(
            "http_requests_total", "Requests answered.", labels: ["method", "route"])
        let get = requests.with("GET", "/runs")
        get.increment()
        get.add(4)
        metrics.gauge("http_connections", "Connections open.").set(12)
        let seconds = metrics.histogram("http_request_duration_seconds", "Time taken.", bounds: [0.1, 1, 10])
        for value in [0.05, 0.1, 0.5, 20] { seconds.observe(value) }
        #expect(
            text(metrics.page()) == """
                # HELP http_requests_total Requests answered.
                # TYPE http_requests_total counter
                http_requests_total{method="GET",route="/runs"} 5
                # HELP http_connections Connections open.
                # TYPE http_connections gauge
                http_connections 12
                # HELP http_request_duration_seconds Time taken.
                # TYPE http_request_duration_seconds histogram
                http_request_duration_seconds_bucket{le="0.1"} 2
                http_request_duration_seconds_bucket{le="1.0"} 3
                http_request_duration_seconds_bucket{le="10.0"} 3
                http_request_duration_seconds_bucket{le="+Inf"} 4
                http_request_duration_seconds_sum 20.65
                http_request_duration_seconds_count 4

                """)
    }

    @Test func `OpenMetrics names a counter's family without its suffix and ends with EOF`() {
        let metrics = Metrics(copies: 1)
        metrics.counter("jobs_total", "Jobs \"done\".").increment()
        metrics.observed("up_seconds_total", "Seconds.", .counter) { 1.5 }
        #expect(
            text(metrics.page(.openMetrics)) == """
                # HELP jobs Jobs \\"done\\".
                # TYPE jobs counter
                jobs_total 1
                # HELP up_seconds Seconds.
                # TYPE up_seconds counter
                up_seconds_total 1.5
                # EOF

                """)
    }

    @Test func `values of labels are escaped`() {
        let metrics = Metrics(copies: 1)
        metrics.counters("odd_total", "Odd \\ help\nhere.", labels: ["what"]).with("a\"b\\c\nd").increment()
        #expect(
            text(metrics.page()) == #"""
                # HELP odd_total Odd \\ help\nhere.
                # TYPE odd_total counter
                odd_total{what="a\"b\\c\nd"} 1

                """#)
    }

    @Test func `the same values are the same series`() {
        let family = Metrics(copies: 1).counters("x_total", "X.", labels: ["a"])
        family.with("1").increment()
        family.with("1").increment()
        #expect(family.with("1").value == 2)
        #expect(family.count == 1)
    }

    @Test func `series beyond the limit are counted together`() {
        let family = Metrics(copies: 1).counters("x_total", "X.", labels: ["a", "b"], limit: 10)
        for number in 0..<1000 { family.with("\(number)", "v").increment() }
        #expect(family.count == 11)
        #expect(family.with("other", "other").value == 990)
        #expect(family.with("3", "v").value == 1)
    }

    @Test func `a gauge is what was set, and all ups and downs`() {
        let gauge = Metrics(copies: 4).gauge("x", "X.")
        gauge.increment()
        gauge.increment()
        gauge.decrement()
        #expect(gauge.value == 1)
        gauge.add(-3)
        #expect(gauge.value == -2)
        gauge.set(0.5)
        gauge.set(1.5)
        #expect(gauge.value == -0.5)
    }

    @Test func `a counter never shrinks and a value that is no number is dropped`() {
        let metrics = Metrics(copies: 1)
        let counter = metrics.counter("x_total", "X.")
        counter.add(-5)
        #expect(counter.value == 0)
        let histogram = metrics.histogram("y", "Y.", bounds: [1])
        histogram.observe(.nan)
        #expect(histogram.count == 0)
        histogram.observe(.infinity)
        #expect(histogram.count == 1)
    }

    @Test func `a recorded trace is the example of its bucket, in OpenMetrics alone`() throws {
        let metrics = Metrics(copies: 1)
        let histogram = metrics.histogram("x_seconds", "X.", bounds: [1, 2])
        let trace = TraceContext(trace: TraceID(), span: SpanID(), isSampled: true)
        histogram.observe(1.5, in: trace)
        histogram.observe(0.5, in: TraceContext(trace: TraceID(), span: SpanID(), isSampled: false))
        let lines = text(metrics.page(.openMetrics)).split(separator: "\n")
        let example = lines.filter { $0.contains(" # {") }
        #expect(example.count == 1)
        let start = "x_seconds_bucket{le=\"2.0\"} 2 # {trace_id=\"\(trace.trace)\",span_id=\"\(trace.span)\"} 1.5 "
        #expect(example.first?.hasPrefix(start) == true)
        #expect(!text(metrics.page()).contains(" # {"))
    }

    @Test(.timeLimit(.minutes(1))) func `what many threads count is all there`() async {
        let metrics = Metrics(copies: 4)
        let counter = metrics.counter("x_total", "X.")
        let histogram = metrics.histogram("y_seconds", "Y.", bounds: Histogram.seconds)
        await onThreads(8) { thread in
            for _ in 0..<5000 {
                counter.increment()
                histogram.observe(Double(thread))
            }
        }
        #expect(counter.value == 40_000)
        #expect(histogram.count == 40_000)
        #expect(histogram.sum == 5000 * 28)
    }

    @Test func `more series than one block holds keep their numbers apart`() {
        let family = Metrics(copies: 1).histograms("x_seconds", "X.", labels: ["n"], bounds: Histogram.seconds)
        for number in 0..<200 { family.with("\(number)").observe(Double(number)) }
        for number in 0..<200 { #expect(family.with("\(number)").sum == Double(number)) }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
