import Basics
import Database
import Observability
import PostgreSQL

extension Metrics {
    /// Shows what the driver of PostgreSQL has counted.
    func observe(_ database: PostgreSQLDatabase) {
        observed([
            ("database_connections", "Connections that are open.", .gauge),
            ("database_connections_in_use", "Connections that are lent now.", .gauge),
            ("database_waiting", "Callers that wait for a connection.", .gauge),
            ("database_connections_opened_total", "Connections that were opened.", .counter),
            ("database_connect_failures_total", "Attempts to connect that failed.", .counter),
            ("database_waits_total", "Callers that had to wait for a connection.", .counter),
            ("database_wait_seconds_total", "How long they waited together.", .counter),
            ("database_statements_total", "Statements that were run.", .counter),
            ("database_rows_total", "Rows that were read or written.", .counter),
            ("database_commits_total", "Shared transactions that were committed.", .counter),
            ("database_errors_total", "Statements that failed.", .counter),
        ]) { [weak database] in
            guard let counters = database?.counters else { return Array(repeating: 0, count: 11) }
            return [
                Double(counters.connections), Double(counters.connectionsInUse), Double(counters.waiting),
                Double(counters.connectionsOpened), Double(counters.connectFailures), Double(counters.waits),
                counters.waitTime.inMilliseconds / 1000, Double(counters.statements), Double(counters.rows),
                Double(counters.commits), Double(counters.errors.values.reduce(0, +)),
            ]
        }
    }
}
