import Basics

/// How PostgreSQL is reached and used.
///
/// What the URL does not say is taken from the `PG…` variables and the password file, as every program of PostgreSQL
/// does. Over a network, certificates and names are verified unless `sslmode` says otherwise.
package struct PostgreSQLSettings: Sendable {
    /// `postgresql://user:password@host:port/database?…`, or `host=… dbname=…`; empty for what the environment says.
    package var url: Secret
    /// Used when the URL has none.
    package var password: Secret?
    /// Connections that are lent, over all loops; nil for twice the number of processors and four more.
    package var connections: Int?
    /// Connections of each loop for short reads.
    package var sharedConnections = 2
    /// How long a caller waits for a connection.
    package var wait: Duration = .seconds(5)
    /// How many callers may wait on one loop.
    package var waiting = 1_000
    /// For one attempt to connect.
    package var connectTimeout: Duration = .seconds(5)
    /// How long a statement may run, unless its caller limits it.
    package var statementTimeout: Duration = .seconds(30)
    /// The same for a shared read, which is to be short.
    package var readTimeout: Duration = .seconds(5)
    /// How much longer than a statement may run its answer is awaited; then the connection counts as lost.
    package var answerTime: Duration = .seconds(5)
    /// How long a commit that many share waits for a lock of another transaction, before the rows of each caller are
    /// tried by themselves; then those that have to wait as long once more fail as `busy`.
    package var lockWait: Duration = .seconds(1)
    /// After this time without use a connection is closed.
    package var idleTime: Duration = .seconds(300)
    /// How many prepared statements each connection keeps.
    package var preparedStatements = 256
    /// How the server's own views call us.
    package var applicationName = "apus"

    package init(url: Secret) { self.url = url }
}
