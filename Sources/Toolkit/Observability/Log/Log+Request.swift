import Machine

/// What is said in the log of a request that was answered.
package struct RequestSummary: Sendable {
    package var method: String
    /// The path without the query, which may hold secrets.
    package var path: String
    /// The pattern that matched; empty when none did.
    package var route: String
    package var status: Int
    package var duration: Duration
    package var received: Int
    package var sent: Int
    package var client: String

    package init(
        method: String, path: String, route: String, status: Int, duration: Duration, received: Int = 0,
        sent: Int = 0, client: String = ""
    ) {
        self.method = method
        self.path = path
        self.route = route
        self.status = status
        self.duration = duration
        self.received = received
        self.sent = sent
        self.client = client
    }
}

extension Log {
    /// One line for a request; a warning when the server failed it.
    ///
    /// `context` is handed over, not looked up: who answers a request has it at hand, and looking it up costs more.
    package func request(_ summary: RequestSummary, in context: RequestContext?) {
        let level: LogLevel = summary.status >= 500 ? .warning : .info
        guard minimum <= level else { return }
        let now = WallClock.nanoseconds
        let line = writer.line
        writer.append(level) { part in
            line.begin(level, now, &part.time, to: &part.lines)
            LogBytes.append(escaping: summary.method, to: &part.lines)
            part.lines.append(UInt8(ascii: " "))
            LogBytes.append(escaping: summary.path, to: &part.lines)
            part.lines.append(UInt8(ascii: " "))
            part.lines.append(decimal: summary.status)
            line.endMessage(to: &part.lines)
            if !summary.route.isEmpty { line.append("http.route", text: summary.route, to: &part.lines) }
            line.append("http.status", integer: summary.status, to: &part.lines)
            line.append(milliseconds: summary.duration, to: &part.lines)
            line.append("http.received_bytes", integer: summary.received, to: &part.lines)
            line.append("http.sent_bytes", integer: summary.sent, to: &part.lines)
            if !summary.client.isEmpty { line.append("client.address", text: summary.client, to: &part.lines) }
            if let context { line.append(context, to: &part.lines) }
            line.end(to: &part.lines)
        }
    }
}
