extension HTTPClient {
    /// How a client behaves: limits and time-outs for everything, on by default.
    package struct Options: Sendable {
        package struct Timeouts: Sendable {
            /// For a place among the connections when all are taken.
            package var pool: Duration = .seconds(10)
            package var connect: Duration = .seconds(10)
            package var handshake: Duration = .seconds(10)
            /// From the end of the request to the first byte of the answer.
            package var firstByte: Duration = .seconds(60)
            /// Between two bytes of the answer, or of the request.
            package var idle: Duration = .seconds(30)
            /// From the call to the end of the answer; `nil` leaves it to the others.
            package var whole: Duration?
        }

        package var timeouts = Timeouts()
        package var connectionsPerHost = 64
        package var connections = 256
        /// How many requests may wait for a connection before more are refused.
        package var waiting = 1024
        /// How long a connection is kept without a request.
        package var keepAlive: Duration = .seconds(30)
        /// Sent with every request that does not set them itself.
        package var headers = HeaderFields()
        /// The most that a head of a response may measure.
        package var headLimit = 64 * 1024

        package init() {}
    }
}
