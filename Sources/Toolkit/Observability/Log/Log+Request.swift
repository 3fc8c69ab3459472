import Machine

/// What is said in the log of a request that was answered.
@usableFromInline package struct RequestSummary: Sendable {
    @usableFromInline package var method: StaticString
    /// The path without the query, which may hold secrets.
    @usableFromInline package var path: ArraySlice<UInt8>
    /// The name of what served it; empty when nothing did.
    @usableFromInline package var route: LogText
    @usableFromInline package var status: Int
    @usableFromInline package var nanoseconds: Int64
    @usableFromInline package var received: Int
    @usableFromInline package var sent: Int
    @usableFromInline package var client: String

    @inlinable package init(
        method: StaticString, path: ArraySlice<UInt8>, route: LogText, status: Int, nanoseconds: Int64,
        received: Int = 0, sent: Int = 0, client: String = ""
    ) {
        self.method = method
        self.path = path
        self.route = route
        self.status = status
        self.nanoseconds = nanoseconds
        self.received = received
        self.sent = sent
        self.client = client
    }
}

extension Log {
    /// One line for a request that takes part in a trace; a warning when the server failed it.
    ///
    /// Its names are handed over, not looked up: who answers a request has them at hand.
    package func request(_ summary: borrowing RequestSummary, id: borrowing RequestID, trace: TraceID, span: SpanID) {
        write(summary, id) { line, lines in line.append(trace, span, to: &lines) }
    }

    /// One line for a request of which no more is known than that it came.
    package func request(_ summary: borrowing RequestSummary, id: borrowing RequestID) {
        write(summary, id) { _, _ in }
    }

    @inline(__always) private func write(
        _ summary: borrowing RequestSummary, _ id: borrowing RequestID,
        _ appendTrace: (LogLine, inout LineBuffer) -> Void
    ) {
        let level: LogLevel = summary.status >= 500 ? .warning : .info
        guard minimum <= level else { return }
        let now = WallClock.coarse
        let line = writer.line
        writer.append(level) { part in
            line.begin(level, now, &part.time, to: &part.lines)
            part.lines.append(summary.method)
            part.lines.append(UInt8(ascii: " "))
            LogBytes.append(escaping: summary.path, to: &part.lines)
            part.lines.append(UInt8(ascii: " "))
            part.lines.append(decimal: summary.status)
            line.endMessage(to: &part.lines)
            if !summary.route.isEmpty { line.append("http.route", summary.route, to: &part.lines) }
            line.append("http.status", integer: summary.status, to: &part.lines)
            line.append("duration_ms", nanoseconds: summary.nanoseconds, to: &part.lines)
            line.append("http.received_bytes", integer: summary.received, to: &part.lines)
            line.append("http.sent_bytes", integer: summary.sent, to: &part.lines)
            if !summary.client.isEmpty { line.append("client.address", text: summary.client, to: &part.lines) }
            line.append(id, to: &part.lines)
            appendTrace(line, &part.lines)
            line.end(to: &part.lines)
        }
    }
}
