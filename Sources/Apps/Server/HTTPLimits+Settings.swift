import Basics
import HTTP
import Observability
import Settings

extension HTTPLimits {
    /// The limits as an operator set them.
    init(reading reader: inout SettingsReader) {
        self.init()
        let times: ClosedRange<Duration> = .milliseconds(100)...(.seconds(3600))
        headTime = reader.read(
            "APUS_HTTP_HEAD_TIME", as: .duration(times), default: headTime,
            "From the first byte of a request to the end of its head.")
        idleTime = reader.read(
            "APUS_HTTP_IDLE_TIME", as: .duration(times), default: idleTime,
            "How long a connection may wait for its next request.")
        handlerTime = reader.read(
            "APUS_HTTP_ANSWER_TIME", as: .duration(times), default: handlerTime,
            "How long an answer may take; streams may take longer.")
        minimumRate = reader.read(
            "APUS_HTTP_MINIMUM_RATE", as: .integer(0...(1 << 30)), default: minimumRate,
            "Bytes a second below which a body, or the reading of an answer, is cut off.")
        requestsPerConnection = reader.read(
            "APUS_HTTP_REQUESTS_PER_CONNECTION", as: .integer(1...(1 << 30)), default: requestsPerConnection,
            "After how many requests a connection is closed.")
        connections = reader.read(
            "APUS_HTTP_CONNECTIONS", as: .integer(1...(1 << 20)), default: connections,
            "Connections open at a time, as far as the files that the process may open reach.")
        connectionsPerAddress = reader.read(
            "APUS_HTTP_CONNECTIONS_PER_ADDRESS", as: .integer(1...(1 << 20)), default: connectionsPerAddress,
            "Connections open at a time from one address.")
        requestsInFlight = reader.read(
            "APUS_HTTP_REQUESTS", as: .integer(1...(1 << 20)), default: requestsInFlight,
            "Requests that are worked on at a time.")
    }
}

extension HTTPLimits {
    /// Descriptors that are kept for what is no client's connection: files that are served, the client's own
    /// connections, listening sockets, the log.
    static let otherDescriptors = 256

    /// The same limits with no more connections than there can be descriptors for: beyond them clients are told that
    /// the server is full, while without descriptors nobody could tell them anything.
    func within(openFiles: UInt64, _ log: Log) -> HTTPLimits {
        let files = Int(clamping: openFiles)
        let room = max(files - Self.otherDescriptors, files / 2, 1)
        guard room < connections else { return self }
        log.warning(
            "Fewer connections than the settings allow: this process may open only \(files) files (see ulimit -n).",
            ["http.connections": .integer(room), "http.connections_set": .integer(connections)])
        var limits = self
        limits.connections = room
        return limits
    }
}
