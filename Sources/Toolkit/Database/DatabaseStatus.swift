/// How a database is.
package struct DatabaseStatus: Sendable, Equatable {
    /// Its product and version, such as `PostgreSQL 15.18`; nil when it did not answer.
    package var version: String?
    /// Why it did not answer, and what to do.
    package var problem: String?
    package var connections = 0
    package var connectionsInUse = 0
    /// Callers that wait for a connection.
    package var waiting = 0

    package init(version: String? = nil, problem: String? = nil) {
        self.version = version
        self.problem = problem
    }

    package var isReady: Bool { version != nil && problem == nil }
}
