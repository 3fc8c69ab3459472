import Sockets

/// An answer. Date, Server, framing and connection fields are the server's affair.
///
/// It is handed on by value several times a request: what few answers have lies behind a reference.
package struct Response: Sendable {
    package enum Content: Sendable {
        case bytes([UInt8])
        indirect case file(File, size: Int)
        /// Written as it is made; each write waits until the kernel has taken it. `length` when it is known before.
        indirect case stream(length: Int?, @Sendable (BodyWriter) async throws -> Void)
        /// Server-sent events; see `Response.events`.
        indirect case events(@Sendable (EventWriter) async throws -> Void)
    }

    package var status: Status
    package var headers: HeaderFields
    package var content: Content
    /// What names this state of the target. With it the server answers conditional requests and ranges by itself.
    package var validator: Validator? {
        get { validators.first }
        set { validators = newValue.map { [$0] } ?? [] }
    }
    /// One or none.
    private var validators: [Validator] = []
    var hasValidator: Bool { !validators.isEmpty }
    /// Which route answered, for those who count; set by the application.
    package var route = -1
    /// Something of the application's that is handed on to the observer.
    package var attachment: (any Attachment)?

    package init(_ status: Status = .ok, _ content: Content = .bytes([]), headers: HeaderFields = HeaderFields()) {
        self.status = status
        self.content = content
        self.headers = headers
    }

    /// Bytes of a type.
    package init(_ status: Status = .ok, _ type: String, _ bytes: [UInt8]) {
        self.init(status, .bytes(bytes))
        headers.add("content-type", type)
    }

    /// A stream of server-sent events.
    package static func events(
        _ produce: @escaping @Sendable (EventWriter) async throws -> Void
    ) -> Response {
        var response = Response(.ok, .events(produce))
        response.headers.add("content-type", "text/event-stream")
        response.headers.add("cache-control", "no-store")
        response.headers.add("x-accel-buffering", "no")  // nginx would keep events back
        return response
    }

    /// Whether its content is made while it is sent.
    var isStreamed: Bool {
        switch content {
        case .bytes, .file: false
        case .stream, .events: true
        }
    }

    /// Sets a header field in place of all of that name.
    package mutating func set(_ name: String, _ value: String) { headers.set(name, value) }
}

/// What an application hands on with a response, to whoever observes it.
package protocol Attachment: AnyObject, Sendable {}

/// Writes a streamed body; each write waits until the kernel has taken the bytes.
package struct BodyWriter: Sendable {
    let connection: Connection

    package func write(_ bytes: [UInt8]) async throws { try await connection.writeBody(bytes) }
}

/// What names one state of a target (RFC 9110 §8.8).
package struct Validator: Sendable, Equatable {
    /// The tag without its quotes.
    package var tag: String?
    package var isWeak: Bool
    /// Seconds since 1970.
    package var modified: Int?

    package init(tag: String?, isWeak: Bool = false, modified: Int? = nil) {
        self.tag = tag
        self.isWeak = isWeak
        self.modified = modified
    }
}
