import Basics
import HTTP
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
            "APUS_HTTP_CONNECTIONS", as: .integer(1...(1 << 20)), default: connections, "Connections open at a time.")
        connectionsPerAddress = reader.read(
            "APUS_HTTP_CONNECTIONS_PER_ADDRESS", as: .integer(1...(1 << 20)), default: connectionsPerAddress,
            "Connections open at a time from one address.")
        requestsInFlight = reader.read(
            "APUS_HTTP_REQUESTS", as: .integer(1...(1 << 20)), default: requestsInFlight,
            "Requests that are worked on at a time.")
    }
}
