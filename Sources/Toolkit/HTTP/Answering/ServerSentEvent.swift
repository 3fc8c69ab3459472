import Memory

/// One event of a stream as `text/event-stream` has it (WHATWG HTML §9.2).
package struct ServerSentEvent: Sendable, Equatable {
    /// Its kind; without one it is a message.
    package var name: String?
    /// What the client sends back as `Last-Event-ID` when it comes again.
    package var id: String?
    package var data: String

    package init(_ data: String, name: String? = nil, id: String? = nil) {
        self.data = data
        self.name = name
        self.id = id
    }

    /// Its lines. Line ends within the data part its lines; a name or an id with a line end would be more than one
    /// field and is left out, as is an id with NUL, which clients pass over.
    package var bytes: [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(data.utf8.count + 48)
        if let name, Self.isOneLine(name) {
            lines.append("event: ")
            lines.append(contentsOf: name.utf8)
            lines.append(0x0A)
        }
        if let id, Self.isOneLine(id), !id.utf8.contains(0) {
            lines.append("id: ")
            lines.append(contentsOf: id.utf8)
            lines.append(0x0A)
        }
        lines.append("data: ")
        var wasReturn = false
        for byte in data.utf8 {
            if byte == 0x0A && wasReturn {
                wasReturn = false
                continue
            }
            wasReturn = byte == 0x0D
            if byte == 0x0A || byte == 0x0D { lines.append("\ndata: ") } else { lines.append(byte) }
        }
        lines.append("\n\n")
        return lines
    }

    private static func isOneLine(_ text: String) -> Bool {
        !text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
    }

    /// A line that clients pass over; it keeps proxies from closing a quiet stream.
    static let heartbeat: [UInt8] = Array(":\n\n".utf8)
}

/// Writes events to one client. The server keeps a quiet stream alive by comments, and ends it when it drains: then the
/// producer's task is cancelled, and the client is told to come back.
package struct EventWriter: Sendable {
    let connection: Connection

    package func send(_ event: ServerSentEvent) async throws { try await connection.writeBody(event.bytes) }

    /// Tells the client how long to wait before it comes again.
    package func setRetry(_ delay: Duration) async throws {
        let milliseconds = delay.components.seconds * 1000 + delay.components.attoseconds / 1_000_000_000_000_000
        try await connection.writeBody(Array("retry: \(max(0, milliseconds))\n\n".utf8))
    }
}
