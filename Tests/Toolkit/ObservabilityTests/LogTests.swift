import Foundation
import Observability
import Testing
import Machine

@Suite struct LogTests {
    @Test func `a line is one JSON object with time, level, message and fields`() throws {
        let output = LogOutput()
        let log = Log(output.writer())
        log.info("Run created", ["run.id": "r1", "run.steps": 3, "duration_ms": 1.5, "run.nested": true])
        let line = try #require(try output.objects().first)
        #expect(line["level"] as? String == "info")
        #expect(line["message"] as? String == "Run created")
        #expect(line["run.id"] as? String == "r1")
        #expect(line["run.steps"] as? Int == 3)
        #expect(line["duration_ms"] as? Double == 1.5)
        #expect(line["run.nested"] as? Bool == true)
        let time = try #require(line["time"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    @Test func `what is below the level is neither written nor made`() throws {
        let output = LogOutput()
        let log = Log(output.writer(), minimum: .warning)
        let made = Lock(0)
        func message(_ text: String) -> String {
            made.withLock { $0 += 1 }
            return text
        }
        log.debug(message("no"))
        log.info(message("no"), ["never": .text(message("made"))])
        log.warning(message("yes"))
        #expect(try output.objects().count == 1)
        #expect(made.withLock { $0 } == 1)
    }

    @Test(arguments: [
        "a\r\nb", "\u{1b}[31mred\u{1b}[0m", "\0", "quote \" and \\", "tab\t", "\u{7f}", "\u{9b}31m", "\u{2028}",
        "\u{202e}gnp.exe", "é 漢 🙂", "\u{feff}", "{\"level\":\"fatal\"}",
    ])
    func `a text neither breaks its line nor reaches the terminal raw, and reads back as it was`(text: String) throws {
        let output = LogOutput()
        let log = Log(output.writer())
        log.info(text, ["text": .text(text)])
        let bytes = output.bytes()
        #expect(bytes.filter { $0 == 0x0A }.count == 1)
        let decoded = String(decoding: bytes.dropLast(), as: UTF8.self)
        for scalar in decoded.unicodeScalars {
            #expect(!scalar.properties.isBidiControl && scalar.properties.generalCategory != .control)
        }
        let line = try #require(try output.objects().first)
        #expect((line["message"] as? String).map { Array($0.utf8) } == Array(text.utf8))
        #expect((line["text"] as? String).map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test func `a very long text is cut`() throws {
        let output = LogOutput()
        Log(output.writer()).info(String(repeating: "é", count: 20_000))
        let message = try #require(try output.objects().first?["message"] as? String)
        #expect(message.hasSuffix("é…"))
        #expect(message.utf8.count < 8300)
    }

    @Test func `a failure is logged with the kind and text of its cause`() throws {
        struct DiskFull: Error, CustomStringConvertible { var description: String { "no space left" } }
        let output = LogOutput()
        Log(output.writer()).error("Upload failed", ["artifact.path": "a/b"], cause: DiskFull())
        let line = try #require(try output.objects().first)
        #expect(line["error.type"] as? String == "DiskFull")
        #expect(line["error.message"] as? String == "no space left")
    }

    @Test func `lines inside a request carry its id, trace and span`() throws {
        let output = LogOutput()
        let log = Log(output.writer()).with(["part": "runs"])
        let trace = TraceContext(trace: TraceID(), span: SpanID(), isSampled: true)
        let request = RequestContext(id: RequestID(), trace: trace)
        RequestContext.$current.withValue(request) { log.info("inside") }
        log.info("outside")
        let lines = try output.objects()
        #expect(lines[0]["request.id"] as? String == request.id.description)
        #expect(lines[0]["trace.id"] as? String == trace.trace.description)
        #expect(lines[0]["span.id"] as? String == trace.span.description)
        #expect(lines[0]["part"] as? String == "runs")
        #expect(lines[1]["request.id"] == nil)
    }

    @Test func `a request has one line, a warning when the server failed it`() throws {
        let output = LogOutput()
        let log = Log(output.writer())
        var summary = RequestSummary(
            method: "GET", path: Array("/api/v1/runs/7".utf8)[...], route: "/api/v1/runs/{run}", status: 200,
            nanoseconds: 1_234_567, received: 0, sent: 512, client: "127.0.0.1")
        log.request(summary, id: RequestID())
        summary.status = 500
        log.request(summary, id: RequestID(high: 1, low: 2))
        let lines = try output.objects()
        #expect(lines[0]["message"] as? String == "GET /api/v1/runs/7 200")
        #expect(lines[0]["duration_ms"] as? Double == 1.234)
        #expect(lines[0]["http.route"] as? String == "/api/v1/runs/{run}")
        #expect(lines[0]["http.sent_bytes"] as? Int == 512)
        #expect((lines[0]["request.id"] as? String)?.count == 13)
        #expect(lines[1]["level"] as? String == "warning")
        #expect(lines[1]["request.id"] as? String == "00000000000000010000000000000002")
    }

    @Test func `lines for people have columns and bare words`() {
        let output = LogOutput()
        Log(output.writer(.text)).info("Run created", ["run.id": "r1", "run.name": "two words", "n": 3])
        let text = String(decoding: output.bytes(), as: UTF8.self)
        #expect(text.hasSuffix("Z  info     Run created  run.id=r1  run.name=\"two words\"  n=3\n"))
    }

    @Test func `numbers that JSON lacks are texts`() throws {
        let output = LogOutput()
        Log(output.writer()).info("x", ["a": .number(.nan), "b": .number(-.infinity), "c": .integer(.min)])
        let line = try #require(try output.objects().first)
        #expect(line["a"] as? String == "nan")
        #expect(line["b"] as? String == "-inf")
        #expect(line["c"] as? Int == Int.min)
    }
}

/// Keeps what a log writes.
final class LogOutput: Sendable {
    private let kept = Lock([UInt8]())
    private let made = Lock([LogWriter]())

    func writer(_ format: LogFormat = .json, partLimit: Int = 256 << 10) -> LogWriter {
        let kept = kept
        let writer = LogWriter(format, partLimit: partLimit, patience: .zero) { lines in
            kept.withLock { $0 += lines.bytes }
            return true
        }
        made.withLock { $0.append(writer) }
        return writer
    }

    func bytes() -> [UInt8] {
        for writer in made.withLock({ $0 }) { writer.flush(atMost: .seconds(60)) }
        return kept.withLock { $0 }
    }

    func objects() throws -> [[String: Any]] {
        try bytes().split(separator: 0x0A).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
    }
}
