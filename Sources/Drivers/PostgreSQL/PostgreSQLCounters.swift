import Database

/// What the driver has counted since it was made, and how it is now.
package struct PostgreSQLCounters: Sendable, Equatable {
    /// Open connections of every kind.
    package var connections = 0
    /// Connections that are lent.
    package var connectionsInUse = 0
    /// Callers that wait for a connection now.
    package var waiting = 0
    package var connectionsOpened = 0
    package var connectFailures = 0
    /// Callers that had to wait for a connection, and for how long together.
    package var waits = 0
    package var waitTime = Duration.zero
    package var statements = 0
    package var sharedReads = 0
    /// Reads that were sent again, for a neighbor's failure or a lost connection.
    package var readsRepeated = 0
    /// Transactions of the committer.
    package var commits = 0
    /// Rows answered and changed.
    package var rows = 0
    /// Requests to the server to cancel a statement.
    package var cancels = 0
    /// Failures that callers were told.
    package var errors: [DatabaseError.Code: Int] = [:]

    init(_ tally: Tally) {
        connections = tally[.connections]
        connectionsInUse = tally[.connectionsInUse]
        waiting = tally[.waiting]
        connectionsOpened = tally[.connectionsOpened]
        connectFailures = tally[.connectFailures]
        waits = tally[.waits]
        waitTime = .microseconds(tally[.waitMicroseconds])
        statements = tally[.statements]
        sharedReads = tally[.sharedReads]
        readsRepeated = tally[.readsRepeated]
        commits = tally[.commits]
        rows = tally[.rows]
        cancels = tally[.cancels]
        for code in DatabaseError.Code.allCases { errors[code] = tally[code] }
    }
}
