/// Why a request has no answer: what was tried, what happened, and whether the server may have carried it out.
package struct HTTPClientError: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// The request itself cannot be sent.
        case invalidRequest(String)
        case unknownHost(String)
        case refused
        /// A system call failed with this number.
        case system(Int)
        /// The address behind the name is not one that may be talked to.
        case forbiddenAddress
        case timedOut(Phase)
        /// The server closed or reset the connection.
        case closed(Phase)
        case malformedResponse(HTTPResponseFault)
        case bodyTooLarge(limit: Int)
        /// The body of the request is shorter or longer than announced, or its source failed.
        case requestBody(String)
        case inflation
        case tls(String)
        case proxy(String)
        case tooManyRedirects
        case redirect(String)
        case cancelled
        case tooManyWaiting
        case shutDown
    }

    /// How far the exchange had come.
    package enum Phase: String, Sendable, Equatable {
        case waiting = "waiting for a connection"
        case resolving = "resolving the name"
        case connecting
        case handshake = "the TLS handshake"
        case proxy = "asking the proxy"
        case sending = "sending the request"
        case answer = "waiting for the answer"
        case head = "reading the head of the answer"
        case body = "reading the body of the answer"
        case whole = "the whole exchange"
    }

    package var reason: Reason
    package var host = ""
    package var port: UInt16 = 0
    /// `false` only when the server cannot have acted on the request.
    package var mayHaveBeenCarriedOut = false

    package init(_ reason: Reason, mayHaveBeenCarriedOut: Bool = false) {
        self.reason = reason
        self.mayHaveBeenCarriedOut = mayHaveBeenCarriedOut
    }

    init(_ reason: Reason, at origin: HTTPURL.Origin, mayHaveBeenCarriedOut: Bool = false) {
        self.init(reason, mayHaveBeenCarriedOut: mayHaveBeenCarriedOut)
        host = origin.host.text
        port = origin.port
    }
}

extension HTTPClientError: CustomStringConvertible {
    package var description: String {
        let place = host.isEmpty ? "" : " (\(host)\(host.hasPrefix("/") ? "" : ":\(port)"))"
        return what + place
    }

    private var what: String {
        switch reason {
        case .invalidRequest(let why): why
        case .unknownHost(let why): "the host name has no address: \(why)"
        case .refused: "the connection was refused"
        case .system(let code): "the connection failed with system error \(code)"
        case .forbiddenAddress: "the host's address may not be reached from here"
        case .timedOut(let phase): "timed out: \(phase.rawValue)"
        case .closed(let phase): "the server closed the connection: \(phase.rawValue)"
        case .malformedResponse(let fault): "the answer is malformed: \(fault.rawValue)"
        case .bodyTooLarge(let limit): "the body of the answer is larger than \(limit) bytes"
        case .requestBody(let why): "the body of the request could not be sent: \(why)"
        case .inflation: "the compressed answer is damaged or inflates beyond its limit"
        case .tls(let why): "TLS failed: \(why)"
        case .proxy(let why): "the proxy refused: \(why)"
        case .tooManyRedirects: "the server redirects without end"
        case .redirect(let why): "the server redirects to where this client does not go: \(why)"
        case .cancelled: "the request was cancelled"
        case .tooManyWaiting: "too many requests are waiting for a connection"
        case .shutDown: "the client was shut down"
        }
    }
}

/// What is wrong with a response.
package enum HTTPResponseFault: String, Error, Sendable, Equatable {
    case statusLine = "its first line is no status line"
    case version = "it is of another version of HTTP"
    case status = "its status is out of place"
    case field = "one of its fields is malformed"
    case length = "its length is malformed or stated twice"
    case framing = "it states both a length and a transfer coding"
    case transferCoding = "its transfer coding is unknown"
    case tooLarge = "its head is larger than allowed"
    case tooManyInterim = "too many interim answers come before it"
    case chunk = "one of its chunks is malformed"
    case encoding = "its content coding is unknown"
}
