/// One request and what became of it, told once it is over.
package struct ServedRequest: Sendable {
    /// `nil` when the head could not be read.
    package let request: Request?
    package let id: RequestID
    package let status: Status
    /// The route that the response named; -1 for none.
    package let route: Int
    /// Bytes of the bodies; what conditions, ranges and compression saved is not in them.
    package let received: Int
    package let sent: Int
    /// From the end of the head to the last byte that was handed to the kernel.
    package let nanoseconds: Int64
    /// What the application attached to its response.
    package let attachment: (any Attachment)?
    /// What the handler, or the writing of a stream, failed with. A refusal is no failure.
    package let failure: (any Error)?
    /// Whether the answer was sent to its end.
    package let isComplete: Bool
}

/// What the server has counted since it started; read for metrics.
package struct HTTPCounts: Sendable, Equatable {
    package var connections = 0
    package var openConnections = 0
    /// Turned away because there were too many.
    package var refusedConnections = 0
    /// Idle connections closed to make room.
    package var evictedConnections = 0
    package var requests = 0
    package var requestsInFlight = 0
    /// Heads that no request could be made of.
    package var refusedHeads = 0
    /// Requests answered 503 because too many were at work.
    package var shedRequests = 0
    package var slowHeads = 0
    package var slowBodies = 0
    package var slowReaders = 0
    /// Requests whose handler took too long.
    package var overruns = 0
}
