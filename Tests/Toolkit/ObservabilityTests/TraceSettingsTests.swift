import Observability
import Testing

@Suite struct TraceSettingsTests {
    private func settings(_ environment: [String: String]) throws -> TraceSettings {
        try TraceSettings(environment: environment, service: "apus-server", version: "1.2.3")
    }

    @Test func `without a collector nothing is recorded`() throws {
        let settings = try settings(["PATH": "/bin", "OTEL_EXPORTER_OTLP_ENDPOINT": ""])
        #expect(settings.endpoint == nil)
        #expect(settings.resource.contains { $0.name == "service.name" && $0.value == "apus-server" })
        #expect(settings.resource.contains { $0.name == "service.version" && $0.value == "1.2.3" })
    }

    @Test(arguments: [
        (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"], "http://c:4318/v1/traces"),
        (["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c/otlp/"], "https://c/otlp/v1/traces"),
        (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4318/in"], "http://c:4318/in"),
        (
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b/t"],
            "http://b/t"
        ),
        (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"], nil),
        (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"], nil),
    ])
    func `the address is the base's path for traces, or its own`(environment: [String: String], url: String?) throws {
        #expect(try settings(environment).endpoint == url)
    }

    @Test func `everything is read`() throws {
        let settings = try settings([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_HEADERS": "api-key=a%20b, x = y%2Cz ,",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "2500", "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": "0.1", "OTEL_BSP_SCHEDULE_DELAY": "1000", "OTEL_BSP_MAX_QUEUE_SIZE": "100",
            "OTEL_RESOURCE_ATTRIBUTES": "service.name=other,deployment.environment=staging",
            "OTEL_SERVICE_NAME": "mine",
        ])
        #expect(settings.headers.map { "\($0.name): \($0.value)" } == ["api-key: a b", "x: y,z"])
        #expect(settings.compresses)
        #expect(settings.timeout == .milliseconds(2500))
        #expect(settings.sampler == .parentBased(root: .ratio(0.1)))
        #expect(settings.delay == .seconds(1))
        #expect(settings.queueSize == 100 && settings.batchSize == 100)
        #expect(settings.resource.filter { $0.name == "service.name" }.map(\.value) == ["mine"])
        #expect(settings.resource.contains { $0.name == "deployment.environment" && $0.value == "staging" })
    }

    @Test func `all that is wrong is said at once, with the name and what would be right`() throws {
        let error = #expect(throws: TraceSettings.Problems.self) {
            try settings([
                "OTEL_EXPORTER_OTLP_ENDPOINT": "ftp://c", "OTEL_EXPORTER_OTLP_HEADERS": "a%zz",
                "OTEL_EXPORTER_OTLP_COMPRESSION": "zstd", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
                "OTEL_EXPORTER_OTLP_TIMEOUT": "+5", "OTEL_TRACES_SAMPLER": "maybe", "OTEL_BSP_SCHEDULE_DELAY": "0",
                "OTEL_BSP_MAX_QUEUE_SIZE": "99999999999999999999", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4096",
            ])
        }
        let messages = try #require(error).messages
        #expect(messages.count == 9)
        for part in ["ENDPOINT", "HEADERS", "COMPRESSION", "PROTOCOL", "TIMEOUT", "SAMPLER", "DELAY", "QUEUE", "BATCH"]
        {
            #expect(messages.contains { $0.contains(part) }, "\(part)")
        }
    }

    @Test(arguments: ["a\r\nb=1", "a b=1", "a:b=1", "x=a%0d%0aevil: 1"])
    func `a header that could break the request is refused`(headers: String) {
        #expect(throws: TraceSettings.Problems.self) {
            try settings(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_HEADERS": headers])
        }
    }
}
