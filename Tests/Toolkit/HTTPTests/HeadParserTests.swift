import HTTP
import TestSupport
import Testing

@Suite struct HeadParserTests {
    /// 200 for a head that is served, the status of its refusal, or 0 for one that has not ended.
    private func status(_ bytes: [UInt8], limits: HeadLimits = HeadLimits(), cuts: [Int] = []) -> Int {
        var parser = HeadParser(limits: limits)
        var fields: [Field] = []
        do throws(Refusal) {
            for end in cuts + [bytes.count] {
                let part = Array(bytes[..<end])
                if try parser.parse(part.span, into: &fields) { return parser.consumed == bytes.count ? 200 : 201 }
            }
            return 0
        } catch { return Int(error.status.code) }
    }

    private func head(_ text: String) throws -> Head {
        var parser = HeadParser()
        var fields: [Field] = []
        let bytes = Array(text.utf8)
        _ = try #require(try parser.parse(bytes.span, into: &fields))
        return parser.head
    }

    static let cases: [(String, Int)] = [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\nHost: a\n\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
        ("GET / HTTP/1.1\rHost: a\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
        ("GET /\r\n\r\n", 400),
        ("GET\r\n\r\n", 400),
        ("GET / http/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.11\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/11.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1,1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/+1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505),
        ("get / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("FROBNICATE / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("OPTIONS *a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /#f HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /?a#f HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET HTTP://A/x HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET https://a HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET http://a:80/x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET ftp://a/x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a:\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a:65535\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a:+80\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: [x]\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\u{0}c\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\tc\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: é\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\nX(: b\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 200),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:  7 \r\n\r\n", 200),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 07\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 00\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +7\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -7\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x7\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7,7\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7 7\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n", 200),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000000000\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nContent-Length: 7\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent_Length: 7\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer_Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 200),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", 200),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{B}chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n", 400),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n", 200),
        ("POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", 417),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close, x\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: a b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\n", 0),
        ("", 0),
    ]

    @Test(arguments: cases)
    func `a head is served or refused by its bytes, wherever it is cut`(text: String, expected: Int) {
        let bytes = Array(text.utf8)
        #expect(status(bytes) == expected)
        for cut in 0..<bytes.count { #expect(status(bytes, cuts: [cut]) == expected, "cut at \(cut)") }
        #expect(status(bytes, cuts: Array(0..<bytes.count)) == expected)
    }

    private static func line(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test func `each bound holds at N and not at N and one`() {
        var limits = HeadLimits()
        func check(_ text: String, _ expected: Int) {
            let bytes = Array(text.utf8)
            #expect(status(bytes, limits: limits) == expected)
            #expect(status(bytes, limits: limits, cuts: Array(0..<bytes.count)) == expected)
        }
        func target(_ count: Int) -> String { "GET /\(Self.line(count - 1)) HTTP/1.1\r\nHost: a\r\n\r\n" }
        limits.target = 100
        check(target(100), 200)
        check(target(101), 414)
        limits.requestLine = 50
        check(target(50 - 13), 200)
        check(target(51 - 13), 414)
        func field(_ name: String, _ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: a\r\n\(name): \(Self.line(count - name.utf8.count - 2))\r\n\r\n"
        }
        limits.field = 64
        limits.authorization = 128
        check(field("X", 64), 200)
        check(field("X", 65), 431)
        check(field("Authorization", 128), 200)
        check(field("AUTHORIZATION", 129), 431)
        limits.section = 9 + 66
        check(field("X", 64), 200)
        limits.section = 9 + 65
        check(field("X", 64), 431)
        limits = HeadLimits()
        limits.fields = 3
        let two = "GET / HTTP/1.1\r\nHost: a\r\nB: b\r\n"
        check(two + "C: c\r\n\r\n", 200)
        check(two + "C: c\r\nD: d\r\n\r\n", 431)
    }

    @Test func `what is too long is refused before its end is here`() {
        let limits = HeadLimits()
        #expect(status(Array(Self.line(limits.requestLine + 1).utf8)) == 414)
        #expect(status(Array(Self.line(limits.requestLine).utf8)) == 0)
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        #expect(status(Array((start + Self.line(limits.field - 3)).utf8)) == 0)
        #expect(status(Array((start + Self.line(limits.field - 2)).utf8)) == 431)
    }

    @Test func `a head says how its connection goes on`() throws {
        #expect(try head("GET / HTTP/1.1\r\nHost: a\r\n\r\n").keepsAlive)
        #expect(try !head("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").keepsAlive)
        #expect(
            try !head("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n").keepsAlive)
        #expect(try !head("GET / HTTP/1.0\r\n\r\n").keepsAlive)
        #expect(try head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keepsAlive)
        #expect(try !head("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expectsContinue)
        #expect(try head("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n").framing == .length(7))
        #expect(try head("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").framing == .chunked)
    }

    @Test func `an absolute target has the path that it names, and a slash for none`() throws {
        for (target, path, query) in [
            ("http://a/x/y?q=1", "/x/y", "q=1"), ("http://a", "/", nil), ("http://a?q", "/", "q"), ("/x?", "/x", ""),
        ] as [(String, String, String?)] {
            let request = try Request(.get, target, headers: [("Host", "a")])
            #expect(request.path.elementsEqual(path.utf8))
            #expect(request.query.map { String(decoding: $0, as: UTF8.self) } == query)
        }
    }

    @Test func `no change of a byte makes the parser stumble`() {
        var random = SeededNumbers(seed: 7)
        for (text, _) in Self.cases where !text.isEmpty {
            for _ in 0..<40 {
                let bytes = random.mutate(Array(text.utf8))
                let whole = status(bytes)
                let pieces = status(bytes, cuts: Array(0..<bytes.count))
                // Bytes behind the end of a head are the next one's: whole, they are there at once.
                #expect(whole == pieces || whole == 201 && pieces == 201)
            }
        }
    }
}
