/// Every bound of the server, each with a default that serves most.
package struct HTTPLimits: Sendable, Equatable {
    package var head = HeadLimits()
    package var chunks = BodyDecoder.Limits()

    /// From the first byte of a request to the end of its head; then 408.
    package var headTime = Duration.seconds(10)
    /// Between two requests; shorter while the server is crowded.
    package var idleTime = Duration.seconds(75)
    package var crowdedIdleTime = Duration.seconds(30)
    /// A body that comes, or an answer that is fetched, more slowly than this many bytes a second over a window is cut
    /// off, once the grace is over.
    package var minimumRate = 1024
    package var rateWindow = Duration.seconds(10)
    package var rateGrace = Duration.seconds(10)
    /// From the end of the head to the answer, or to its first streamed byte; then 503.
    package var handlerTime = Duration.seconds(30)
    /// After the last answer, for what the peer still sends, so that the answer is not reset away.
    package var lingerTime = Duration.seconds(1)
    package var lingerBytes = 64 * 1024

    package var requestsPerConnection = 10_000
    package var connections = 16_384
    package var connectionsPerAddress = 1024
    /// Requests that handlers work on at one time; beyond it 503.
    package var requestsInFlight = 1024
    /// What `Retry-After` says, in seconds, where the server is full.
    package var retryAfter = 1

    package init() {}
}
