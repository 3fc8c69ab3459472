import Foundation
import TestSupport
import Testing
import Machine

@testable import Observability

/// Judges of our bytes that are not ours: a decoder that refuses unknown fields, and a real collector.
@Suite struct OTLPWireTests {
    @Test(.timeLimit(.minutes(2))) func `a strict decoder reads every field of a span`() async throws {
        let folder = try TemporaryFolder()
        let body = try folder.write(OTLPEncoder(resource: Self.resource).encode(Self.spans()), to: "body")
        let script = try folder.write(Self.decoder, to: "decode.py")
        let output = try await python(script, [body], within: .seconds(60)).succeeded()
        let decoded = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? NSDictionary)
        #expect(decoded == Self.expected as NSDictionary)
    }

    @Test(.timeLimit(.minutes(2))) func `a real collector takes a batch that curl sends`() async throws {
        let folder = try TemporaryFolder()
        let http = try freePort()
        let grpc = try freePort()
        let find = try folder.write("import rotel, os; print(os.path.dirname(rotel.__file__))", to: "find.py")
        let package = try await python(find, within: .seconds(60)).succeeded().trimmingCharacters(in: .newlines)
        let rotel = try Program(
            "\(package)/rotel-agent",
            [
                "start", "--otlp-http-endpoint", "127.0.0.1:\(http)", "--otlp-grpc-endpoint", "127.0.0.1:\(grpc)",
                "--exporter", "blackhole", "--debug-log", "traces", "--debug-log-verbosity", "detailed",
            ])
        try await rotel.port(http)

        let (queue, output) = (SpanQueue(), LogOutput())
        let settings = try TraceSettings(
            environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(http)"], service: "apus", version: "1")
        let made = OTLPExporter(settings, queue: queue, log: Log(output.writer())) { request in
            try await Self.curl(request, folder)
        }
        let exporter = try #require(made)
        for span in Self.spans() { queue.append(span) }
        await exporter.run {}
        #expect(exporter.counts.sent == 2, "\(String(decoding: output.bytes(), as: UTF8.self))")
        try await rotel.line(containing: "GET /runs/{run}")
        try await rotel.stop()
    }

    private static func curl(_ request: OTLPRequest, _ folder: TemporaryFolder) async throws -> OTLPResponse {
        let body = try folder.write(request.body, to: "request")
        let headers = request.headers.flatMap { ["-H", "\($0.name): \($0.value)"] }
        let status = try await run(
            "curl",
            ["-sS", "-o", folder.path("answer"), "-w", "%{http_code}", "--data-binary", "@\(body)"]
                + headers + [request.url], within: .seconds(30)
        ).succeeded()
        let answer = try Data(contentsOf: URL(filePath: folder.path("answer")))
        return OTLPResponse(status: Int(status) ?? 0, body: Array(answer))
    }

    private static let resource = [(name: "service.name", value: "apus-server")]

    /// Two spans that use everything.
    private static func spans() -> [EndedSpan] {
        let caller = TraceContext(
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".utf8,
            tracestate: [Array("foo=1,bar=2".utf8)])
        let time = Lock(Int64(1_700_000_000_000_000_000))
        let queue = SpanQueue()
        let tracer = Tracer(sampler: .alwaysOn, queue: queue) {
            time.withLock { time in
                time += 1_000_000
                return time
            }
        }
        var server = tracer.start("GET", kind: .server, parent: caller)
        server.rename("GET /runs/{run}")
        server.set("http.route", "/runs/{run}")
        server.set("empty", "")
        server.set("http.status", 200)
        server.set("negative", -1)
        server.set("zero", 0)
        server.set("ratio", 0.5)
        server.set("cached", false)
        server.set("name", "é 漢 🙂")
        if let caller { server.link(caller) }
        server.event("retry", ["attempt": 2])
        server.set(.done)
        var root = tracer.start("work")
        root.set(.failed("no space left"))
        tracer.end(server)
        tracer.end(root)
        return queue.take()
    }

    private static var expected: [String: Any] {
        [
            "resource": ["service.name": "apus-server"], "scope": "apus", "canonical": true,
            "spans": [
                [
                    "trace": "4bf92f3577b34da6a3ce929d0e0e4736", "parent": "00f067aa0ba902b7", "state": "foo=1,bar=2",
                    "name": "GET /runs/{run}", "kind": 2, "duration": 3_000_000, "status": [1, ""], "flags": 1,
                    "attributes": [
                        "http.route": "/runs/{run}", "empty": "", "http.status": 200, "negative": -1, "zero": 0,
                        "ratio": 0.5, "cached": false, "name": "é 漢 🙂",
                    ],
                    "events": [["name": "retry", "attributes": ["attempt": 2]]],
                    "links": ["4bf92f3577b34da6a3ce929d0e0e4736"],
                ],
                [
                    "parent": "", "state": "", "name": "work", "kind": 1, "duration": 2_000_000,
                    "status": [2, "no space left"], "flags": 3, "attributes": [:], "events": [], "links": [],
                ],
            ],
        ]
    }

    private static let decoder = """
        import json, sys
        from google.protobuf.descriptor import FieldDescriptor
        from google.protobuf.unknown_fields import UnknownFieldSet
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        def strict(message):
            assert len(UnknownFieldSet(message)) == 0, f"unknown fields in {message.DESCRIPTOR.full_name}"
            for field, value in message.ListFields():
                if field.type == FieldDescriptor.TYPE_MESSAGE:
                    for one in (value if field.is_repeated else [value]):
                        strict(one)

        def value(any):
            kind = any.WhichOneof("value")
            assert kind, "an attribute without a value"
            return getattr(any, kind)

        def attributes(list):
            assert len({a.key for a in list}) == len(list), "a key twice"
            return {a.key: value(a.value) for a in list}

        body = open(sys.argv[1], "rb").read()
        request = ExportTraceServiceRequest.FromString(body)
        strict(request)
        (resource,) = request.resource_spans
        (scope,) = resource.scope_spans
        spans = []
        for s in scope.spans:
            assert len(s.trace_id) == 16 and len(s.span_id) == 8 and len(s.parent_span_id) in (0, 8)
            assert any(s.trace_id) and any(s.span_id)
            assert all(s.start_time_unix_nano <= e.time_unix_nano <= s.end_time_unix_nano for e in s.events)
            span = dict(
                parent=s.parent_span_id.hex(), state=s.trace_state, name=s.name, kind=s.kind, flags=s.flags,
                duration=s.end_time_unix_nano - s.start_time_unix_nano, status=[s.status.code, s.status.message],
                attributes=attributes(s.attributes), links=[l.trace_id.hex() for l in s.links],
                events=[dict(name=e.name, attributes=attributes(e.attributes)) for e in s.events])
            if s.parent_span_id:
                span["trace"] = s.trace_id.hex()
            spans.append(span)
        print(json.dumps(dict(
            resource=attributes(resource.resource.attributes), scope=scope.scope.name, spans=spans,
            canonical=request.SerializeToString(deterministic=True) == body)))
        """
}
