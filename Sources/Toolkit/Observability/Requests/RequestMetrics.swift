/// What is counted of requests: how many by route and outcome, how long they took, how many are being answered.
package struct RequestMetrics: Sendable {
    /// Requests that were taken in and not yet answered.
    package let inFlight: Gauge
    private let requests: Family<Counter>
    private let durations: Family<Histogram>

    package init(_ metrics: Metrics) {
        inFlight = metrics.gauge("http_requests_in_flight", "Requests being answered.")
        requests = metrics.counters(
            "http_requests_total", "Requests answered, by the class of their status.",
            labels: ["method", "route", "status"], limit: 5000)
        durations = metrics.histograms(
            "http_request_duration_seconds", "Time from a request's head to the end of its answer.",
            labels: ["method", "route"], bounds: Histogram.seconds)
    }

    /// The handles of one route: resolve them once, when routes are set up, and never by what a request says.
    package func route(_ method: String, _ route: String) -> RouteMetrics {
        RouteMetrics(
            classes: (1...5).map { requests.with(method, route, "\($0)xx") }, duration: durations.with(method, route))
    }
}

/// What is counted of the requests of one route.
package struct RouteMetrics: Sendable {
    let classes: [Counter]
    let duration: Histogram

    /// Counts a request that was answered; a recorded trace becomes the example of its range of durations.
    package func answered(status: Int, after time: Duration, in trace: TraceContext? = nil) {
        let index = status / 100 - 1
        classes[classes.indices.contains(index) ? index : 4].increment()
        duration.observe(time, in: trace)
    }
}
