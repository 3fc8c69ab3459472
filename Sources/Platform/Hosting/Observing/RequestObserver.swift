import HTTP
import Observability

/// Counts, times, logs and traces every request once it is over.
package struct RequestObserver: Sendable {
    private let log: Log
    private let tracer: Tracer
    /// By the number of the operation.
    private let series: [RouteSeries]
    /// For requests that found none.
    private let none: RouteSeries

    package init(_ routes: Routes, log: Log, metrics: Metrics, tracer: Tracer) {
        self.log = log
        self.tracer = tracer
        let counters = metrics.counters(
            "http_requests_total", "Requests, by operation and kind of status.", labels: ["operation", "status"])
        let durations = metrics.histograms(
            "http_request_duration_seconds", "From the end of a request's head to the end of its answer.",
            labels: ["operation"], bounds: Histogram.seconds)
        func made(_ name: String, logged: String) -> RouteSeries {
            RouteSeries(
                name: LogText(logged), counts: (1...5).map { counters.with(name, "\($0)xx") },
                durations: durations.with(name))
        }
        series = routes.all.map { made($0.name, logged: $0.name) }
        none = made("none", logged: "")
    }

    /// Told by the server, on the request's loop.
    package func observe(_ exchange: ServedRequest) {
        guard let arrival = exchange.attachment as? Arrival else { return observeStray(exchange) }
        let series = series.indices.contains(exchange.route) ? series[exchange.route] : none
        series.count(exchange)
        if arrival.span.context.isSampled { return observeSampled(exchange, series, arrival) }
        series.durations.observe(nanoseconds: exchange.nanoseconds)
        log.request(
            summary(exchange, series), id: arrival.id, trace: arrival.span.context.trace,
            span: arrival.span.context.span)
    }

    /// What also is an example of its duration, and a span that has ended.
    private func observeSampled(_ exchange: ServedRequest, _ series: RouteSeries, _ arrival: Arrival) {
        let context = arrival.span.context
        series.durations.observe(.nanoseconds(exchange.nanoseconds), in: context)
        log.request(summary(exchange, series), id: arrival.id, trace: context.trace, span: context.span)
        end(arrival.span, exchange)
    }

    /// What the server answered by itself.
    private func observeStray(_ exchange: ServedRequest) {
        none.count(exchange)
        none.durations.observe(nanoseconds: exchange.nanoseconds)
        log.request(summary(exchange, none), id: RequestID(exchange.id))
    }

    private func summary(_ exchange: ServedRequest, _ series: RouteSeries) -> RequestSummary {
        RequestSummary(
            method: exchange.request?.method.name ?? "-", path: exchange.request?.path ?? Self.noPath,
            route: series.name, status: Int(exchange.status.code), nanoseconds: exchange.nanoseconds,
            received: exchange.received, sent: exchange.sent, client: exchange.request?.peer.text ?? "")
    }

    private static let noPath: ArraySlice<UInt8> = [UInt8(ascii: "-")]

    private func end(_ span: Span, _ exchange: ServedRequest) {
        var span = span
        let status = Int(exchange.status.code)
        span.set("http.response.status_code", .integer(status))
        if let failure = exchange.failure { span.failed(failure) } else if status >= 500 { span.set(.failed("")) }
        tracer.end(span)
    }
}

/// What is counted of one operation, and how the log names it.
private final class RouteSeries: Sendable {
    let name: LogText
    let durations: Histogram
    private let counts: [Counter]

    init(name: LogText, counts: [Counter], durations: Histogram) {
        self.name = name
        self.counts = counts
        self.durations = durations
    }

    func count(_ exchange: ServedRequest) {
        let place = Int(exchange.status.code) / 100 - 1
        if counts.indices.contains(place) { counts[place].increment() }
    }
}
