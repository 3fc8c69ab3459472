import HTTP
import Observability

extension Metrics {
    /// Shows what the HTTP server has counted.
    func observe(_ server: HTTPServer) {
        observed([
            ("http_connections_open", "Connections that are open.", .gauge),
            ("http_requests_in_flight", "Requests that are worked on.", .gauge),
            ("http_connections_total", "Connections that were accepted.", .counter),
            ("http_connections_refused_total", "Connections turned away because there were too many.", .counter),
            ("http_connections_evicted_total", "Idle connections closed to make room.", .counter),
            ("http_heads_refused_total", "Heads that no request could be made of.", .counter),
            ("http_requests_shed_total", "Requests refused because too many were worked on.", .counter),
            ("http_slow_heads_total", "Requests given up because their head came too slowly.", .counter),
            ("http_slow_bodies_total", "Requests given up because their body came too slowly.", .counter),
            ("http_slow_readers_total", "Answers given up because they were read too slowly.", .counter),
            ("http_overruns_total", "Requests whose answer took too long.", .counter),
        ]) { [weak server] in
            guard let counts = server?.counts else { return Array(repeating: 0, count: 11) }
            return [
                counts.openConnections, counts.requestsInFlight, counts.connections, counts.refusedConnections,
                counts.evictedConnections, counts.refusedHeads, counts.shedRequests, counts.slowHeads,
                counts.slowBodies, counts.slowReaders, counts.overruns,
            ].map(Double.init)
        }
    }
}
