@testable import HTTP
import Testing

@Suite struct AnsweringTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let seconds = 784_111_777

    @Test func `a date is written and read as HTTP has it`() {
        #expect(String(decoding: HTTPDate.text(Self.seconds), as: UTF8.self) == Self.date)
        #expect(String(decoding: HTTPDate.text(0), as: UTF8.self) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(String(decoding: HTTPDate.text(951_782_400), as: UTF8.self) == "Tue, 29 Feb 2000 00:00:00 GMT")
        #expect(String(decoding: HTTPDate.text(-1), as: UTF8.self) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(String(decoding: HTTPDate.text(.max), as: UTF8.self) == "Fri, 31 Dec 9999 23:59:59 GMT")
        for seconds in stride(from: 0, through: 253_402_300_799, by: 86_400 * 97 + 12_345) {
            let text = HTTPDate.text(seconds)
            #expect(HTTPDate.seconds(text.span) == seconds)
        }
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, +6 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT", "Wed, 01 Jan 1969 00:00:00 GMT",
    ])
    func `what is no date is none`(text: String) {
        let bytes = Array(text.utf8)
        #expect(HTTPDate.seconds(bytes.span) == nil)
    }

    // MARK: Ranges

    static let ranges: [(String, ByteRange)] = [
        ("bytes=0-0", .part(0..<1)), ("bytes=0-99", .part(0..<100)), ("bytes=0-100", .part(0..<100)),
        ("bytes=99-", .part(99..<100)), ("bytes=0-", .part(0..<100)), ("bytes=-1", .part(99..<100)),
        ("bytes=-100", .part(0..<100)), ("bytes=-101", .part(0..<100)), ("BYTES=5-6", .part(5..<7)),
        ("bytes=5-99999999999999999999999", .part(5..<100)), ("bytes=-99999999999999999999", .part(0..<100)),
        ("bytes=100-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=6-5", .unsatisfiable),
        ("bytes=", .unsatisfiable), ("bytes=-", .unsatisfiable), ("bytes=a-b", .unsatisfiable),
        ("bytes=+1-2", .unsatisfiable), ("bytes=1-+2", .unsatisfiable), ("bytes= 1-2", .unsatisfiable),
        ("bytes=1--2", .unsatisfiable), ("bytes=1", .unsatisfiable), ("bytes=99999999999999999999-", .unsatisfiable),
        ("bytes=0-1,3-4", .whole), ("bytes=0-1,", .whole), ("items=0-1", .whole), ("", .whole), ("bytes", .whole),
    ]

    @Test(arguments: ranges)
    func `a range is one part, the whole, or nothing that could be sent`(text: String, expected: ByteRange) {
        let bytes = Array(text.utf8)
        #expect(ByteRange(bytes.span, size: 100) == expected)
    }

    @Test(arguments: ["bytes=0-", "bytes=0-0", "bytes=-1"])
    func `nothing has no parts`(text: String) {
        let bytes = Array(text.utf8)
        #expect(ByteRange(bytes.span, size: 0) == .unsatisfiable)
    }

    // MARK: Conditions

    static let conditions: [(HTTP.Method, [(String, String)], Preconditions.Verdict)] = [
        (.get, [], .proceed),
        (.get, [("If-None-Match", "\"a\"")], .notModified),
        (.get, [("If-None-Match", "W/\"a\"")], .notModified),
        (.get, [("If-None-Match", "\"b\", \"a\"")], .notModified),
        (.get, [("If-None-Match", "\"b\""), ("If-None-Match", "\"a\"")], .notModified),
        (.get, [("If-None-Match", "*")], .notModified),
        (.head, [("If-None-Match", "*")], .notModified),
        (.put, [("If-None-Match", "*")], .failed),
        (.put, [("If-None-Match", "\"b\"")], .proceed),
        (.get, [("If-None-Match", "\"b\"")], .proceed),
        (.get, [("If-None-Match", "a")], .proceed),
        (.get, [("If-None-Match", "\"a")], .proceed),
        (.get, [("If-None-Match", "\"A\"")], .proceed),
        (.put, [("If-Match", "\"a\"")], .proceed),
        (.put, [("If-Match", "W/\"a\"")], .failed),
        (.put, [("If-Match", "\"b\"")], .failed),
        (.put, [("If-Match", "a")], .failed),
        (.put, [("If-Match", "*")], .proceed),
        (.get, [("If-Match", "\"b\"")], .failed),
        (.get, [("If-Modified-Since", date)], .notModified),
        (.get, [("If-Modified-Since", "Sun, 06 Nov 1994 08:49:38 GMT")], .notModified),
        (.get, [("If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")], .proceed),
        (.get, [("If-Modified-Since", "yesterday")], .proceed),
        (.put, [("If-Modified-Since", date)], .proceed),
        (.get, [("If-Unmodified-Since", date)], .proceed),
        (.put, [("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")], .failed),
        (.put, [("If-Unmodified-Since", "whenever")], .proceed),
        // The order of RFC 9110 §13.2.2: a tag speaks before a date, a match before none.
        (.get, [("If-None-Match", "\"b\""), ("If-Modified-Since", date)], .proceed),
        (.put, [("If-Match", "\"a\""), ("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")], .proceed),
        (.get, [("If-Match", "\"b\""), ("If-None-Match", "\"a\"")], .failed),
        (.get, [("If-Match", "\"a\""), ("If-None-Match", "\"a\"")], .notModified),
    ]

    @Test(arguments: conditions.indices)
    func `conditions come to one verdict`(index: Int) throws {
        let (method, headers, expected) = Self.conditions[index]
        let state = Validator(tag: "a", modified: Self.seconds)
        let request = try Request(method, "/", headers: headers)
        #expect(Preconditions(request).evaluate(method, state) == expected)
    }

    @Test func `what does not exist matches nothing`() throws {
        let put = try Request(.put, "/", headers: [("If-Match", "*")])
        #expect(Preconditions(put).evaluate(.put, nil) == .failed)
        let create = try Request(.put, "/", headers: [("If-None-Match", "*")])
        #expect(Preconditions(create).evaluate(.put, nil) == .proceed)
    }

    // MARK: Encodings

    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("x-gzip", true), ("deflate, gzip;q=0.5", true), ("*", true),
        ("br;q=1.0, *;q=0.1", true), ("gzip; q=0.001", true), ("identity;q=0.5, gzip", true),
        ("", false), ("identity", false), ("br", false), ("gzip;q=0", false), ("gzip;q=0.000", false),
        ("*;q=0", false), ("gzip;q=0, *", false), ("gzip;q=0.5, identity", false), ("gzip;q=x", false),
        ("gzip;q=2", false), ("gzip;q=+1", false), ("gzipped", false), ("gzip;q=0.0001", false),
    ])
    func `gzip is sent to whom it is welcome`(value: String, expected: Bool) {
        #expect(AcceptEncoding.wantsGzip([Array(value.utf8)[...]]) == expected)
    }

    // MARK: Sites

    private static let policy = SitePolicy(hosts: SitePolicy.loopbackNames, origins: ["https://lab.example"])

    static let sites: [(HTTP.Method, [(String, String)], Int)] = [
        (.get, [("Host", "localhost:8000")], 200), (.get, [("Host", "LOCALHOST")], 200),
        (.get, [("Host", "[::1]:8000")], 200), (.get, [("Host", "evil.example")], 421),
        (.get, [("Host", "localhost.evil.example")], 421), (.get, [("Host", "127.0.0.1.evil.example")], 421),
        (.get, [("Host", "localhost"), ("Origin", "http://evil.example")], 200),
        (.post, [("Host", "localhost")], 200),
        (.post, [("Host", "localhost:1"), ("Origin", "http://localhost:1")], 200),
        (.post, [("Host", "localhost:1"), ("Origin", "https://localhost:1")], 200),
        (.post, [("Host", "localhost:1"), ("Origin", "http://localhost:2")], 403),
        (.post, [("Host", "localhost:1"), ("Origin", "http://localhost")], 403),
        (.delete, [("Host", "localhost"), ("Origin", "http://evil.example")], 403),
        (.put, [("Host", "localhost"), ("Origin", "null")], 403),
        (.patch, [("Host", "localhost"), ("Origin", "")], 403),
        (.post, [("Host", "localhost"), ("Origin", "https://lab.example")], 200),
        (.post, [("Host", "localhost"), ("Origin", "http://lab.example")], 403),
        (.post, [("Host", "localhost"), ("Origin", "http://localhost"), ("Origin", "http://localhost")], 403),
        (.post, [("Host", "localhost"), ("Sec-Fetch-Site", "same-origin")], 200),
        (.post, [("Host", "localhost"), ("Sec-Fetch-Site", "none")], 200),
        (.post, [("Host", "localhost"), ("Sec-Fetch-Site", "same-site")], 403),
        (.post, [("Host", "localhost"), ("Sec-Fetch-Site", "cross-site")], 403),
        (.post, [("Host", "localhost"), ("Origin", "http://localhost"), ("Sec-Fetch-Site", "cross-site")], 403),
        (.options, [("Host", "localhost"), ("Origin", "http://evil.example")], 200),
        (.head, [("Host", "localhost"), ("Sec-Fetch-Site", "cross-site")], 200),
    ]

    @Test func `where names are restricted, a request without one is turned away`() throws {
        let bytes = Array("GET / HTTP/1.0\r\n\r\n".utf8)
        var parser = HeadParser()
        var fields: [Field] = []
        #expect(try parser.parse(bytes.span, into: &fields))
        let request = Request(
            bytes, at: 0, fields, parser.head, id: RequestID(high: 0, low: 0), peer: .local, content: .none,
            connection: nil)
        #expect(throws: Refusal.self) { try SiteGuard(Self.policy).check(request) }
        try SiteGuard(SitePolicy(hosts: nil)).check(request)
    }

    @Test(arguments: sites.indices)
    func `E3 E4: foreign names and pages are turned away`(index: Int) throws {
        let (method, headers, expected) = Self.sites[index]
        let request = try Request(method, "/", headers: headers)
        var status = 200
        do { try SiteGuard(Self.policy).check(request) } catch { status = Int(error.status.code) }
        #expect(status == expected)
    }

    // MARK: What is sent

    @Test(arguments: [
        ("x", "a\r\nb: c"), ("x", "a\nb"), ("x", "a\rb"), ("x", "a\u{0}"), ("x", "a\u{7F}"), ("x\r\ny", "a"),
        ("x y", "a"), ("", "a"), ("x:", "a"), ("Content-Length", "5"), ("transfer-encoding", "chunked"),
        ("Connection", "close"), ("Keep-Alive", "a"), ("Upgrade", "a"), ("Trailer", "a"),
    ])
    func `a field that would split an answer is never sent`(name: String, value: String) {
        var fields = HeaderFields()
        fields.add("a", "b")
        fields.add(name, value)
        #expect(!fields.isSound)
        #expect(fields.lines == Array("a: b\r\n".utf8))
    }

    @Test func `a line that the program holds is a field like any other`() {
        var fields = HeaderFields()
        fields.add(line: "cache-control: no-store\r\n")
        fields.add("vary", "a")
        #expect(fields["Cache-Control"] == "no-store" && fields.isSound)
        fields.set("cache-control", "no-cache")
        #expect(fields.lines == Array("vary: a\r\ncache-control: no-cache\r\n".utf8))
    }

    @Test func `fields are set, replaced, read and removed by name`() {
        var fields = HeaderFields()
        fields.set("Content-Type", "text/plain")
        fields.add("vary", "a")
        fields.add("Vary", "b")
        #expect(fields["content-type"] == "text/plain")
        fields.set("CONTENT-TYPE", "text/html; charset=utf-8")
        #expect(fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(fields["content"] == nil)
        fields["vary"] = nil
        #expect(fields["vary"] == nil && !fields.contains("vary"))
        fields["etag"] = "\"é\""
        #expect(fields["etag"] == "\"é\"")
        #expect(fields.isSound)
    }

    @Test func `an event is written as its lines`() {
        func text(_ event: ServerSentEvent) -> String { String(decoding: event.bytes, as: UTF8.self) }
        #expect(text(ServerSentEvent("a")) == "data: a\n\n")
        #expect(text(ServerSentEvent("")) == "data: \n\n")
        #expect(text(ServerSentEvent("a\nb\r\nc\rd")) == "data: a\ndata: b\ndata: c\ndata: d\n\n")
        #expect(text(ServerSentEvent("a", name: "n", id: "7")) == "event: n\nid: 7\ndata: a\n\n")
        #expect(text(ServerSentEvent("a", name: "n\ndata: x", id: "7\r")) == "data: a\n\n")
        #expect(text(ServerSentEvent("\r\n\r\n")) == "data: \ndata: \ndata: \n\n")
    }

    @Test(arguments: [
        ("a=1&b=2", "a=1|b=2"), ("a", "a="), ("a=", "a="), ("=1", "=1"), ("a=1=2", "a=1=2"), ("a+b=c+d", "a b=c d"),
        ("a=%2B%26%3D", "a=+&="), ("&&a=1&", "a=1"), ("a=1&a=2", "a=1|a=2"), ("", ""), ("a=%C3%A9", "a=é"),
        ("a=%", "400"), ("a=%4", "400"), ("a=%zz", "400"), ("a=%00", "400"), ("a=%FF", "400"), ("%=1", "400"),
    ])
    func `a query is its pairs, decoded once`(text: String, expected: String) {
        var outcome = "400"
        if let query = try? Query(Array(text.utf8)[...]) {
            outcome = query.pairs.map {
                String(decoding: $0.name, as: UTF8.self) + "=" + String(decoding: $0.value, as: UTF8.self)
            }.joined(separator: "|")
        }
        #expect(outcome == expected)
    }

    @Test func `a parameter that may be given once is refused twice`() throws {
        let query = try Query(Array("a=1&b=2&a=3".utf8)[...])
        #expect(throws: Refusal.self) { try query.value("a") }
        #expect(try query.value("b") == Array("2".utf8))
        #expect(try query.value("c") == nil)
        #expect(query.values("a") == [Array("1".utf8), Array("3".utf8)])
    }
}
