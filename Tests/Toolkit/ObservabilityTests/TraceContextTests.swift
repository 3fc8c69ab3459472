import Observability
import Testing

/// After the published test suite of W3C Trace Context.
@Suite struct TraceContextTests {
    private static let trace = "12345678901234567890123456789012"
    private static let span = "1234567890123456"
    private static let sound = "00-\(trace)-\(span)-01"

    @Test(arguments: [
        sound, " \(sound)", "\t\(sound)", "\(sound) ", "\(sound)\t", "\t \(sound) \t", "cc-\(trace)-\(span)-01",
        "cc-\(trace)-\(span)-01-what-the-future-will-be-like", "cc-\(trace)-\(span)-01-",
    ])
    func `a sound traceparent is read`(header: String) throws {
        let context = try #require(TraceContext(traceparent: header.utf8))
        #expect(context.trace.description == Self.trace)
        #expect(context.span.description == Self.span)
        #expect(context.isSampled)
        #expect(context.traceparent == Self.sound)
    }

    @Test(arguments: [
        "", "00", "\(sound).", "\(sound)-what-the-future-will-be-like", "cc-\(trace)-\(span)-01.what-the-future",
        "ff-\(trace)-\(span)-01", ".0-\(trace)-\(span)-01", "0.-\(trace)-\(span)-01", "000-\(trace)-\(span)-01",
        "0000-\(trace)-\(span)-01", "0-\(trace)-\(span)-01", "00-00000000000000000000000000000000-\(span)-01",
        "00-.2345678901234567890123456789012-\(span)-01", "00-1234567890123456789012345678901.-\(span)-01",
        "00-123456789012345678901234567890123-\(span)-01", "00-1234567890123456789012345678901-\(span)-01",
        "00-\(trace)-0000000000000000-01", "00-\(trace)-.234567890123456-01", "00-\(trace)-123456789012345.-01",
        "00-\(trace)-12345678901234567-01", "00-\(trace)-123456789012345-01", "00-\(trace)-\(span)-.0",
        "00-\(trace)-\(span)-0.", "00-\(trace)-\(span)-001", "00-\(trace)-\(span)-1", "00_\(trace)-\(span)-01",
        "00-\(trace)_\(span)-01", "00-\(trace)-\(span)_01", "00-ABCDEF78901234567890123456789012-\(span)-01",
        "00-\(trace)-\(span)-0A", "\(sound),\(sound)",
    ])
    func `an unsound traceparent is refused`(header: String) {
        #expect(TraceContext(traceparent: header.utf8, tracestate: [Array("foo=1".utf8)]) == nil)
    }

    @Test func `flags that nobody knows yet are not passed on`() {
        let header = "00-\(Self.trace)-\(Self.span)-"
        #expect(TraceContext(traceparent: (header + "ff").utf8)?.traceparent == header + "03")
        #expect(TraceContext(traceparent: (header + "fc").utf8)?.traceparent == header + "00")
        #expect(TraceContext(traceparent: (header + "02").utf8)?.isRandom == true)
    }

    @Test(arguments: [
        (["foo=1,bar=2"], "foo=1,bar=2"), ([""], ""), (["foo=1", ""], "foo=1"), (["", "foo=1"], "foo=1"),
        (["foo=1,bar=2", "rojo=1,congo=2", "baz=3"], "foo=1,bar=2,rojo=1,congo=2,baz=3"),
        (["foo=1 \t , \t bar=2, \t baz=3"], "foo=1,bar=2,baz=3"),
        (["foo=1\t \t,\t \tbar=2,\t \tbaz=3"], "foo=1,bar=2,baz=3"), (["\t foo=1 \t"], "foo=1"),
        (["foo= 1"], "foo= 1"), (["foo=1,,,bar=2"], "foo=1,bar=2"), (["0foo=1"], "0foo=1"), (["0t@v=1"], "0t@v=1"),
        (["foo=1", "\(String(repeating: "z", count: 256))=1"], "foo=1,\(String(repeating: "z", count: 256))=1"),
        (
            ["\(String(repeating: "t", count: 241))@\(String(repeating: "v", count: 14))=1"],
            "\(String(repeating: "t", count: 241))@\(String(repeating: "v", count: 14))=1"
        ),
        (
            ["abcdefghijklmnopqrstuvwxyz0123456789_-*/@a-z0-9_-*/= !\"#$%&'()*+-./09:;<>?@AZ[\\]^_`az{|}~"],
            "abcdefghijklmnopqrstuvwxyz0123456789_-*/@a-z0-9_-*/= !\"#$%&'()*+-./09:;<>?@AZ[\\]^_`az{|}~"
        ),
    ])
    func `a sound tracestate is passed on in its order`(headers: [String], expected: String) throws {
        let context = TraceContext(traceparent: Self.sound.utf8, tracestate: headers.map { Array($0.utf8) })
        #expect(try #require(context).state.header == expected)
    }

    @Test(arguments: [
        ["foo=1,foo=1"], ["foo=1,foo=2"], ["foo=1", "foo=1"], ["foo=1", "foo=2"], ["foo =1"], ["FOO=1"], ["foo.bar=1"],
        ["foo@=1,bar=2"], ["@foo=1,bar=2"], ["foo@@bar=1,bar=2"], ["foo@bar@baz=1,bar=2"], ["foo=bar=baz"],
        ["foo=,bar=3"], ["foo"], ["=1"], ["foo=\u{7f}"], ["foo=é"], ["foo@0v=1"],
        ["foo=1", "\(String(repeating: "z", count: 257))=1"], ["foo=1", "\(String(repeating: "t", count: 242))@v=1"],
        ["foo=1", "t@\(String(repeating: "v", count: 15))=1"], ["foo=\(String(repeating: "x", count: 257))"],
        [(1...33).map { "bar\($0)=\($0)" }.joined(separator: ",")],
    ])
    func `an unsound tracestate is dropped whole and the trace goes on`(headers: [String]) throws {
        let context = TraceContext(traceparent: Self.sound.utf8, tracestate: headers.map { Array($0.utf8) })
        #expect(try #require(context).state.isEmpty)
        #expect(context?.trace.description == Self.trace)
    }

    @Test func `32 members are kept`() {
        let header = (1...32).map { "bar\($0)=\($0)" }.joined(separator: ",")
        #expect(TraceState(headers: [Array(header.utf8)])?.members.count == 32)
    }

    @Test func `no bytes whatever end the process`() {
        var random = Lehmer(state: 42)
        let seeds = [Self.sound, "cc-\(Self.trace)-\(Self.span)-01-x", "foo=1,t@v=2, bar=3"].map { Array($0.utf8) }
        for _ in 0..<20_000 {
            var bytes = seeds[random.below(seeds.count)]
            for _ in 0..<random.below(4) {
                let place = random.below(bytes.count + 1)
                switch random.below(3) {
                case 0: bytes.insert(UInt8(random.below(256)), at: place)
                case 1 where place < bytes.count: bytes.remove(at: place)
                default: bytes = Array(bytes.prefix(place))
                }
                if bytes.isEmpty { break }
            }
            if let context = TraceContext(traceparent: bytes, tracestate: [bytes]) {
                #expect(TraceContext(traceparent: context.traceparent.utf8) != nil)
            }
            if let state = TraceState(headers: [bytes]) {
                #expect(TraceState(headers: [Array(state.header.utf8)]) == state)
            }
        }
    }
}

/// Chance that is the same in every run.
struct Lehmer {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % max(1, limit)
    }
}
