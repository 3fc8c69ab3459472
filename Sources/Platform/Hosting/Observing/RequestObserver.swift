import HTTP
import Observability
import Sockets

/// Counts, times, logs and traces every request once it is over.
package struct RequestObserver: Sendable {
    private let log: Log
    private let tracer: Tracer
    /// By the number of the operation; the last is for requests that found none.
    private let series: [RouteSeries]

    package init(_ routes: Routes, log: Log, metrics: Metrics, tracer: Tracer) {
        self.log = log
        self.tracer = tracer
        let counters = metrics.counters(
            "http_requests_total", "Requests, by operation and kind of status.", labels: ["operation", "status"])
        let durations = metrics.histograms(
            "http_request_duration_seconds", "From the end of a request's head to the end of its answer.",
            labels: ["operation"], bounds: Histogram.seconds)
        series = (routes.all.map(\.name) + ["none"]).map { name in
            RouteSeries(counts: (1...5).map { counters.with(name, "\($0)xx") }, durations: durations.with(name))
        }
    }

    /// Told by the server, on the request's loop.
    package func observe(_ exchange: ServedRequest) {
        let answered = exchange.attachment as? Answered
        let isKnown = self.series.indices.contains(exchange.route)
        let series = self.series[isKnown ? exchange.route : self.series.count - 1]
        let status = Int(exchange.status.code)
        series.count(status)
        series.durations.observe(.nanoseconds(exchange.nanoseconds), in: answered?.context.trace)
        log.request(summary(exchange, answered), in: answered?.context ?? RequestContext(exchange.id))
        if let span = answered?.span { end(span, exchange, status) }
    }

    private func summary(_ exchange: ServedRequest, _ answered: Answered?) -> RequestSummary {
        RequestSummary(
            method: exchange.request?.method.name.description ?? "-",
            path: exchange.request.map { String(decoding: $0.path, as: UTF8.self) } ?? "-",
            route: answered?.operation?.name ?? "", status: Int(exchange.status.code),
            duration: .nanoseconds(exchange.nanoseconds), received: exchange.received, sent: exchange.sent,
            client: exchange.request?.peer.text ?? "")
    }

    private func end(_ span: Span, _ exchange: ServedRequest, _ status: Int) {
        var span = span
        span.set("http.response.status_code", .integer(status))
        if let failure = exchange.failure { span.failed(failure) } else if status >= 500 { span.set(.failed("")) }
        tracer.end(span)
    }
}

/// What is counted of one operation.
private struct RouteSeries: Sendable {
    let counts: [Counter]
    let durations: Histogram

    func count(_ status: Int) {
        let place = status / 100 - 1
        if counts.indices.contains(place) { counts[place].increment() }
    }
}
