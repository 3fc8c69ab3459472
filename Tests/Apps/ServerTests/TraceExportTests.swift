import HTTP
import Lifecycle
import Sockets
import Synchronization
import TestSupport
import Testing

@testable import Server

@Suite("Traces on their way out", .timeLimit(.minutes(1))) struct TraceExportTests {
    /// What a collector was sent.
    private final class Collected: Sendable {
        private let state = Mutex<[(encoding: String, body: [UInt8])]>([])

        var all: [(encoding: String, body: [UInt8])] { state.withLock { $0 } }

        nonisolated(nonsending) func take(_ request: Request) async throws -> Response {
            let body = Array(try await request.body.inflated.collect(upTo: 1 << 20))
            let encoding = request.header("content-encoding").map { String(decoding: $0, as: UTF8.self) } ?? "none"
            state.withLock { $0.append((encoding, body)) }
            return Response(.ok, "application/x-protobuf", [])
        }
    }

    /// What a server with this setting sends of one traced request.
    private func exported(_ compression: String) async throws -> (encoding: String, body: [UInt8]) {
        let collected = Collected()
        let listener = try Listener(.ip(.loopback, port: 0))
        let address = listener.address
        let collector = HTTPServer(
            [HTTPListener(listener)], loops: [try EventLoop(index: 0)], HTTPApplication(collected.take))
        let stop = Stop()
        async let collecting: Void = collector.run(until: stop)
        let instance = try await Instance([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://\(address)", "OTEL_EXPORTER_OTLP_COMPRESSION": compression,
            "OTEL_TRACES_SAMPLER": "always_on",
        ])
        let place = instance.place
        try await instance.serving { () async throws in
            _ = try await HTTPClient().send(HTTPClient.Request(.get, HTTPURL(place + "/health")))
        }
        stop.request()
        try await collecting
        return try #require(collected.all.first)
    }

    @Test func `a span leaves as gzip where the settings say so`() async throws {
        let sent = try await exported("gzip")
        #expect(sent.encoding == "gzip")
        #expect(String(decoding: sent.body, as: UTF8.self).contains("GetHealth"))
    }

    @Test func `and as it is where they do not`() async throws {
        let sent = try await exported("none")
        #expect(sent.encoding == "none")
        #expect(String(decoding: sent.body, as: UTF8.self).contains("GetHealth"))
    }
}
