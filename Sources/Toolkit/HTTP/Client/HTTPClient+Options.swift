import Basics
import Sockets

extension HTTPClient {
    /// How a client behaves: limits and time-outs for everything, on by default.
    package struct Options: Sendable {
        package struct Timeouts: Sendable, Equatable {
            /// For a place among the connections when all are taken.
            package var pool: Duration = .seconds(10)
            package var lookup: Duration = .seconds(5)
            package var connect: Duration = .seconds(10)
            package var handshake: Duration = .seconds(10)
            /// From the end of the request to the first byte of the answer. Those that follow are kept to the second.
            package var firstByte: Duration = .seconds(60)
            /// Between two bytes of the answer, or of the request.
            package var idle: Duration = .seconds(30)
            /// How long a server may think about `Expect: 100-continue` before the body is sent all the same.
            package var expect: Duration = .seconds(1)
            /// From the call to the end of the answer, retries and redirects included; `nil` leaves it to the others.
            package var whole: Duration?
        }

        package struct Retries: Sendable, Equatable {
            /// How often a request is sent again, at most.
            package var limit = 2
            package var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5))
            /// A server that wants more patience than this gets no further request.
            package var longestWait: Duration = .seconds(10)
        }

        package enum Proxy: Sendable, Equatable {
            /// As HTTP_PROXY, HTTPS_PROXY and NO_PROXY say.
            case environment
            case none
            case through(HTTPURL)
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
        /// The most that the fields of an answer may measure.
        package var headLimit = 64 * 1024
        /// From this size on a body is sent only after the server has agreed to it.
        package var expectsContinueFrom = 1 << 20
        package var retries = Retries()
        /// How many redirects are followed; 0 hands them to the caller.
        package var redirects = 5
        package var proxy = Proxy.environment
        /// A PEM file with the only authorities to trust; `nil` trusts those of the machine.
        package var authorities: String?
        /// Which addresses may be connected to; `nil` admits all.
        package var rule: Connector.Rule?

        package init() {}
    }
}
