import Database
import Observability
import SQLite

extension Metrics {
    /// Shows what the embedded database has counted.
    func observe(_ database: SQLiteDatabase) {
        observed([
            ("database_connections", "Connections that are lent to who asks for one.", .gauge),
            ("database_connections_in_use", "Connections that are lent now.", .gauge),
            ("database_waiting", "Callers that wait for a connection.", .gauge),
            ("database_waits_total", "Callers that had to wait for a connection.", .counter),
            ("database_wait_seconds_total", "How long they waited together.", .counter),
            ("database_statements_total", "Statements that were run.", .counter),
            ("database_rows_total", "Rows that were read or written.", .counter),
            ("database_commits_total", "Shared transactions that were committed.", .counter),
            ("database_committed_callers_total", "Callers whose rows were in them.", .counter),
            ("database_errors_total", "Statements that failed.", .counter),
            ("database_log_pages", "Pages of 4 KiB that the database's log holds.", .gauge),
        ]) { [weak database] in
            guard let counters = database?.counters else { return Array(repeating: 0, count: 11) }
            return [
                Double(counters.connections), Double(counters.connectionsInUse), Double(counters.waiting),
                Double(counters.waits), Double(counters.waitNanoseconds) / 1e9, Double(counters.statements),
                Double(counters.rows), Double(counters.commits), Double(counters.committedCallers),
                Double(counters.errors.values.reduce(0, +)), Double(counters.logPages),
            ]
        }
    }
}
