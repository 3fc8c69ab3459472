import Model

/// What the server has counted, for Prometheus.
package struct GetMetrics: RawEndpoint {
    package static let route = Route.get("/metrics")
    package static let access = Access.local(or: .readSystem)
    package static let summary = "Gives the server's metrics in Prometheus' text format."
    package static let feature = Feature.service
    package static let wire = WireForm.root
    package static let gives: [MediaType] = ["text/plain; version=0.0.4; charset=utf-8"]
    package static let example = GetMetrics()

    package init() {}
}
