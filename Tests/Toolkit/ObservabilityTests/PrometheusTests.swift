import Foundation
import Observability
import TestSupport
import Testing

/// The page as the real Prometheus judges it.
@Suite struct PrometheusTests {
    @Test(.timeLimit(.minutes(2))) func `promtool finds nothing to say about the page`() async throws {
        let folder = try TemporaryFolder()
        let page = try folder.write(Self.metrics().page(), to: "page")
        let result = try await run("sh", ["-c", "promtool check metrics < \(page)"], within: .seconds(60))
        #expect(result.status == 0)
        #expect(result.output == "")
    }

    @Test(.timeLimit(.minutes(2)), arguments: [MetricsFormat.prometheus, .openMetrics])
    func `a real Prometheus reads the page, exemplars and all`(format: MetricsFormat) async throws {
        let folder = try TemporaryFolder()
        let port = try freePort()
        // Prometheus reads the form from the content type: a small server hands both over as they are.
        try folder.write(Self.metrics().page(format), to: "page")
        try folder.write(format.contentType.description, to: "type")
        let server = try await Self.serve(folder)
        let config = try folder.write(
            """
            scrape_configs:
              - job_name: apus
                scrape_interval: 1s
                static_configs: [{targets: ["127.0.0.1:\(server.port)"]}]
            """, to: "prometheus.yml")
        let prometheus = try Program(
            "prometheus",
            [
                "--config.file=\(config)", "--storage.tsdb.path=\(folder.path("data"))",
                "--web.listen-address=127.0.0.1:\(port)", "--enable-feature=exemplar-storage",
            ])
        try await prometheus.line(containing: "Server is ready to receive web requests")
        let odd = #"odd_total{what="a\"b\\c\nd é"}"#
        #expect(try await Self.value(of: odd, port) == "3")
        #expect(try await Self.value(of: "http_request_duration_seconds_count", port) == "2")
        let quantile = "histogram_quantile(0.5, http_request_duration_seconds_bucket)"
        #expect(try await Self.value(of: quantile, port) == "0.5")
        #expect(try await Self.value(of: "up", port) == "1")
        if format == .openMetrics {
            #expect(try await Self.exemplars(port).contains(Self.trace.trace.description))
        }
        try await prometheus.stop()
    }

    @Test(.timeLimit(.minutes(2))) func `the alert rules are sound, and fire when they should and not before`()
        async throws
    {
        for arguments in [
            ["check", "config", "prometheus.yml"], ["check", "rules", "alerts.yml"],
            ["test", "rules", "alerts.test.yml"],
        ] {
            try await run("promtool", arguments, folder: Self.rules.path, within: .seconds(60)).succeeded()
        }
    }

    @Test func `alerts ask for numbers that some part registers`() throws {
        let sources = Place.repository.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        let texts = try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
        let rules = try String(contentsOf: Self.rules.appending(path: "alerts.yml"), encoding: .utf8)
        let names = Set(rules.matches(of: #/((?:http|process|apus)_[a-z_]+)\{/#).map { String($0.1) })
        #expect(names.count >= 7)
        for name in names {
            let registered = name.replacing(#/_bucket$/#, with: "")
            #expect(texts.contains { $0.contains("\"\(registered)\"") }, "\(name)")
        }
    }

    private static let rules = Place.repository.appending(path: "deploy/prometheus")

    private static let trace = TraceContext(trace: TraceID(), span: SpanID(), isSampled: true)

    private static func metrics() -> Metrics {
        let metrics = Metrics()
        metrics.observeProcess()
        metrics.counters("odd_total", "Odd \"things\" \\ and\nlines.", labels: ["what"]).with("a\"b\\c\nd é").add(3)
        metrics.gauge("http_connections", "Connections open.").set(-1.5)
        let seconds = metrics.histogram(
            "http_request_duration_seconds", "Time from request to response.", bounds: [0.5, 1])
        seconds.observe(0.5, in: trace)
        seconds.observe(7)
        return metrics
    }

    /// The examples that Prometheus kept of durations.
    private static func exemplars(_ port: Int) async throws -> String {
        let now = Date().timeIntervalSince1970
        let query = [
            "query=http_request_duration_seconds_bucket", "start=\(now - 3600)", "end=\(now + 3600)",
        ].flatMap { ["--data-urlencode", $0] }
        let url = "http://127.0.0.1:\(port)/api/v1/query_exemplars"
        return try await run("curl", ["-sSG"] + query + [url], within: .seconds(30)).succeeded()
    }

    /// Serves the page with its content type.
    private static func serve(_ folder: TemporaryFolder) async throws -> (port: Int, program: Program) {
        let port = try freePort()
        let script = try folder.write(
            """
            import http.server, sys
            class Page(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Content-Type", open(sys.argv[2] + "/type").read())
                    self.end_headers()
                    self.wfile.write(open(sys.argv[2] + "/page", "rb").read())
            http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
            """, to: "serve.py")
        let program = try Program(Place.python, [script, "\(port)", folder.path])
        try await program.port(port)
        return (port, program)
    }

    /// Asks until Prometheus has read the page once; the time limit of the test bounds it.
    private static func value(of query: String, _ port: Int) async throws -> String? {
        while true {
            let answer = try await run(
                "curl",
                ["-sSG", "--data-urlencode", "query=\(query)", "http://127.0.0.1:\(port)/api/v1/query"],
                within: .seconds(30)
            ).succeeded()
            let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
            let data = object?["data"] as? [String: Any]
            let result = data?["result"] as? [[String: Any]]
            if let value = result?.first?["value"] as? [Any] { return value.last as? String }
            if object?["status"] as? String != "success" { return answer }
        }
    }
}
