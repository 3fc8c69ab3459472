/// Every bound of the server, each with a default that serves most.
package struct HTTPLimits: Sendable, Equatable {
    package var head = HeadLimits()
    package var chunks = BodyDecoder.Limits()

    /// From the first byte of a request to the end of its head; then 408.
    package var headTime = Duration.seconds(10)
    /// Between two requests; shorter while the server is crowded.
    package var idleTime = Duration.seconds(75)
    package var crowdedIdleTime = Duration.seconds(30)
    /// In percent of all connections: beyond it the server is crowded.
    package var crowdedAt = 70
    /// A body that comes, or an answer that is fetched, more slowly than this many bytes a second over a window is cut
    /// off, once the grace is over: 408 for the one, a reset for the other.
    package var minimumRate = 1024
    package var rateWindow = Duration.seconds(10)
    package var rateGrace = Duration.seconds(10)
    /// From the end of the head to the answer; then 503. A handler may set another for itself.
    package var handlerTime = Duration.seconds(30)
    /// How often a quiet stream of events gets a comment.
    package var heartbeat = Duration.seconds(15)

    package var requestsPerConnection = 10_000
    package var connections = 16_384
    /// Beyond so many connections of a loop, one that is idle holds no memory but its own.
    package var connectionsAwake = 1024
    /// From one address, or one /64 in IPv6.
    package var connectionsPerAddress = 1024
    /// Requests that handlers work on at one time; beyond it 503.
    package var requestsInFlight = 1024
    /// What `Retry-After` says, in seconds, where the server is full.
    package var retryAfter = 1

    package init() {}
}
