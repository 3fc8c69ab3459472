@testable import Observability
import TestSupport
import Testing
import Machine

@Suite struct TracerTests {
    private static let parent = TraceContext(trace: TraceID(), span: SpanID(), isSampled: true)

    @Test func `a span belongs to its parent's trace and has a number of its own`() {
        let queue = SpanQueue()
        let tracer = Tracer(sampler: .parentBased(root: .alwaysOff), queue: queue)
        let span = tracer.start("GET /runs", kind: .server, parent: Self.parent)
        #expect(span.context.trace == Self.parent.trace)
        #expect(span.context.span != Self.parent.span)
        #expect(span.isRecorded)
        tracer.end(span)
        #expect(queue.count == 1)
    }

    @Test func `what is not sampled costs no place in the queue`() {
        let queue = SpanQueue()
        let tracer = Tracer(sampler: .parentBased(root: .alwaysOff), queue: queue)
        var span = tracer.start("GET /runs")
        span.set("a", 1)
        span.event("b")
        span.set(.failed("c"))
        #expect(!span.isRecorded)
        #expect(!span.context.isSampled)
        tracer.end(span)
        #expect(queue.count == 0)
    }

    @Test func `without a collector the caller's context is passed on as it is`() {
        #expect(Tracer.silent.start("x", parent: Self.parent).context == Self.parent)
        let first = Tracer.silent.start("x").context
        let second = Tracer.silent.start("x").context
        #expect(!first.isSampled)
        #expect(first.trace != second.trace)
    }

    @Test(arguments: [0.0, 0.1, 0.5, 1.0])
    func `a ratio samples about that part, and the same traces every time`(ratio: Double) {
        let sampler = Sampler.ratio(ratio)
        var sampled = 0
        for _ in 0..<10_000 {
            let trace = TraceID()
            let isSampled = sampler.records(trace, parent: nil)
            #expect(sampler.records(trace, parent: Self.parent) == isSampled)
            sampled += isSampled ? 1 : 0
        }
        // Six standard deviations of ten thousand coins.
        #expect(abs(Double(sampled) - ratio * 10_000) <= 300 * (ratio * (1 - ratio)).squareRoot() * 2)
    }

    @Test func `a parent's decision stands`() {
        var parent = Self.parent
        parent.isSampled = false
        #expect(!Sampler.parentBased(root: .alwaysOn).records(TraceID(), parent: parent))
        #expect(Sampler.parentBased(root: .alwaysOff).records(TraceID(), parent: Self.parent))
        #expect(Sampler.parentBased(root: .alwaysOn).records(TraceID(), parent: nil))
    }

    @Test(arguments: [
        ("always_on", nil, Sampler.alwaysOn), ("always_off", "x", nil), ("traceidratio", "0.25", .ratio(0.25)),
        ("traceidratio", nil, .ratio(1)), ("traceidratio", "1.5", nil), ("traceidratio", "-0.1", nil),
        ("traceidratio", "nan", nil), ("parentbased_always_off", nil, .parentBased(root: .alwaysOff)),
        ("parentbased_traceidratio", "0.5", .parentBased(root: .ratio(0.5))), ("sometimes", nil, nil),
    ])
    func `samplers have their OpenTelemetry names`(name: String, argument: String?, expected: Sampler?) {
        #expect(Sampler(name: name, argument: argument) == expected)
    }

    @Test func `the oldest span goes when too many wait`() {
        let queue = SpanQueue(capacity: 10, batch: 4)
        let tracer = Tracer(sampler: .alwaysOn, queue: queue)
        for number in 0..<25 { tracer.end(tracer.start("span \(number)")) }
        #expect(queue.count == 10)
        #expect(queue.dropped == 15)
        #expect(queue.take().map(\.record.name) == (15..<19).map { "span \($0)" })
        #expect(queue.take().map(\.record.name) == (19..<23).map { "span \($0)" })
        #expect(queue.take().map(\.record.name) == (23..<25).map { "span \($0)" })
        #expect(queue.take().isEmpty)
    }

    @Test func `the lists of a span are bounded and what did not fit is counted`() throws {
        let queue = SpanQueue()
        let tracer = Tracer(sampler: .alwaysOn, queue: queue)
        var span = tracer.start("x")
        for number in 0..<200 {
            span.set("a\(number)", 1)
            span.event("e")
            span.link(Self.parent)
        }
        span.set("a0", 2)
        tracer.end(span)
        let record = try #require(queue.take().first).record
        #expect(record.attributes.count == SpanRecord.limit && record.droppedAttributes == 72)
        #expect(record.events.count == SpanRecord.limit && record.droppedEvents == 72)
        #expect(record.links.count == SpanRecord.limit && record.droppedLinks == 72)
        #expect(record.attributes[0].value == 2)
    }

    @Test(.timeLimit(.minutes(1))) func `numbers of traces, spans and requests do not repeat`() async {
        let seen = Lock(Set<String>())
        await onThreads(4) { _ in
            var mine: [String] = []
            for _ in 0..<5000 {
                mine.append(TraceID().description)
                mine.append(SpanID().description)
                mine.append(RequestID().description)
            }
            seen.withLock { $0.formUnion(mine) }
        }
        #expect(seen.withLock { $0.count } == 60_000)
    }
}

@Suite struct RequestIDTests {
    @Test(arguments: [
        "a", "01J8Z3", "550e8400-e29b-41d4-a716-446655440000", "a.b_c:d", String(repeating: "x", count: 128),
    ])
    func `a sane id from outside is kept`(id: String) {
        #expect(RequestID(header: id.utf8)?.description == id)
    }

    @Test(arguments: [
        "", " ", "a b", "a\r\nb", "a\"b", "<script>", "é", "a\0", "${jndi:ldap://x}", "a;b", "a,b",
        String(repeating: "x", count: 129),
    ])
    func `anything else is refused`(id: String) { #expect(RequestID(header: id.utf8) == nil) }

    @Test func `a new one is short and sane`() {
        let id = RequestID()
        #expect(id.description.utf8.count == 13)
        #expect(RequestID(header: id.description.utf8) == id)
    }

    @Test(arguments: [
        (0, "0000000000000000"), (UInt64.max, "ffffffffffffffff"), (0x0123_4567_89AB_CDEF, "0123456789abcdef"),
        (0x9A90_A909_F0F1_0A9F, "9a90a909f0f10a9f"),
    ])
    func `two numbers are a name of 32 hexadecimal digits`(number: UInt64, digits: String) {
        #expect(RequestID(high: number, low: 0x10).description == digits + "0000000000000010")
        #expect(RequestID(high: 0xA0, low: number).description == "00000000000000a0" + digits)
    }
}
