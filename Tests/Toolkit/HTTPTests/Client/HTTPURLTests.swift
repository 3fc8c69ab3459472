import TestSupport
import Testing

@testable import HTTP

@Suite("URLs") struct HTTPURLTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let text: String
        let whole: String
        let authority: String
        var testDescription: String { text }
        init(_ text: String, _ whole: String, _ authority: String) {
            (self.text, self.whole, self.authority) = (text, whole, authority)
        }
    }

    static let good: [Good] = [
        Good("http://a", "http://a/", "a"),
        Good("HTTP://EXAMPLE.org/A?b=C", "http://example.org/A?b=C", "example.org"),
        Good("http://a:80/", "http://a/", "a"),
        Good("http://a:443/", "http://a:443/", "a:443"),
        Good("https://a:443/", "https://a/", "a"),
        Good("http://a:65535/x", "http://a:65535/x", "a:65535"),
        Good("http://a?q", "http://a/?q", "a"),
        Good("http://a#part", "http://a/", "a"),
        Good("http://a/x#part?no", "http://a/x", "a"),
        Good("http://a/%2F%ff", "http://a/%2F%ff", "a"),
        Good("http://127.0.0.1:9000/", "http://127.0.0.1:9000/", "127.0.0.1:9000"),
        Good("http://[::1]:8080/", "http://[::1]:8080/", "[::1]:8080"),
        Good("http://[2001:DB8:0:0:0:0:0:1]/", "http://[2001:db8::1]/", "[2001:db8::1]"),
        Good("http://[::ffff:192.0.2.1]/", "http://192.0.2.1/", "192.0.2.1"),
        Good("http://a_b.c-d/", "http://a_b.c-d/", "a_b.c-d"),
        Good("http://example.org./", "http://example.org./", "example.org."),
        Good("http://a/;p=1,2!$&'()*+@:~", "http://a/;p=1,2!$&'()*+@:~", "a"),
    ]

    @Test(arguments: good) func `what RFC 3986 allows is taken and written in one form`(url: Good) throws {
        let parsed = try HTTPURL(url.text)
        #expect("\(parsed)" == url.whole)
        #expect(String(decoding: parsed.authority, as: UTF8.self) == url.authority)
        #expect(try HTTPURL("\(parsed)") == parsed)
    }

    static let bad: [(String, HTTPURLError)] = [
        ("", .empty), ("a", .scheme), ("ftp://a/", .scheme), ("http:/a", .scheme), ("//a/", .scheme),
        ("http://", .host), ("http:///x", .host), ("http://:80/", .host), ("http://a..b/", .host),
        ("http://.a/", .host), ("http://./", .host), ("http://a b/", .host), ("http://a%41/", .host),
        ("http://é/", .host), ("http://1.2.3/", .host), ("http://1.2.3.4.5/", .host), ("http://127.1/", .host),
        ("http://2130706433/", .host), ("http://0x7f.1/", .host), ("http://0X7F000001/", .host),
        ("http://010.0.0.1/", .host), ("http://1.2.3.256/", .host), ("http://1.2.3.4./", .host),
        ("http://[::1/", .host), ("http://[::1%25eth0]/", .host), ("http://[::1%1]/", .host),
        ("http://[1.2.3.4]/", .host), ("http://[::1]x/", .host), ("http://[1::2::3]/", .host),
        ("http://[:::]/", .host), ("http://[1:2:3:4:5:6:7]/", .host), ("http://[12345::]/", .host),
        ("http://a:/", .port), ("http://a:0/", .port), ("http://a:080/", .port), ("http://a:65536/", .port),
        ("http://a:+80/", .port), ("http://a:8 0/", .port), ("http://a:123456/", .port),
        ("http://u@a/", .userInfo), ("http://u:p@a/", .userInfo), ("http://a@b@c/", .userInfo),
        ("http://a/ b", .character(at: 9)), ("http://a/\u{7}", .character(at: 9)), ("http://a/é", .character(at: 9)),
        ("http://a/{x}", .character(at: 9)), ("http://a/\\", .character(at: 9)), ("http://a/\r\n", .character(at: 9)),
        ("http://a/%", .escape(at: 9)), ("http://a/%4", .escape(at: 9)), ("http://a/%4g", .escape(at: 9)),
        ("http://a/?%zz", .escape(at: 10)),
    ]

    @Test(arguments: bad) func `anything else is refused with the reason`(text: String, reason: HTTPURLError) {
        #expect(throws: reason) { try HTTPURL(text) }
    }

    @Test func `a user name is taken only where it was asked for`() throws {
        let url = try HTTPURL("http://us%40er:pa%3Ass@proxy:3128", userInfo: .allowed)
        #expect(url.userInfo == HTTPURL.UserInfo(user: "us@er", password: "pa:ss"))
        #expect("\(url)" == "http://proxy:3128/")
    }

    @Test func `a Unix socket is named in the place of the host`() throws {
        let url = try HTTPURL("http+unix://%2Frun%2Fapus.sock/health?x")
        #expect(url.origin.host == .unix("/run/apus.sock"))
        #expect(String(decoding: url.target, as: UTF8.self) == "/health?x")
        #expect(String(decoding: url.authority, as: UTF8.self) == "localhost")
        #expect(throws: HTTPURLError.host) { try HTTPURL("http+unix://run/x") }
    }

    @Test func `more than 8 KiB is refused`() throws {
        let most = "http://a/" + String(repeating: "x", count: 8 * 1024 - 9)
        #expect(throws: Never.self) { try HTTPURL(most) }
        #expect(throws: HTTPURLError.tooLong) { try HTTPURL(most + "x") }
    }

    /// RFC 3986 §5.4: the examples, without those of other schemes.
    static let references: [(String, String)] = [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q"), ("g#s", "http://a/b/c/g"), (";x", "http://a/b/c/;x"),
        ("g;x", "http://a/b/c/g;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"),
        ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
        ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
        ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
        ("g?y/./x", "http://a/b/c/g?y/./x"), ("http://x:1/../y", "http://x:1/y"), ("https://x", "https://x/"),
        ("/a b", "http://a/a%20b"), ("/é", "http://a/%C3%A9"), ("/a|b", "http://a/a%7Cb"),
    ]

    @Test(arguments: references)
    func `a reference is read beside its base`(reference: String, whole: String) throws {
        let base = try HTTPURL("http://a/b/c/d;p?q")
        #expect("\(try base.resolving(Array(reference.utf8)))" == whole)
    }

    @Test(arguments: ["g:h", "javascript:alert(1)", "file:///etc/passwd", "//u@h/", "/\u{1}", "/a\r\nb", "http://"])
    func `a reference that leads elsewhere is refused`(reference: String) throws {
        let base = try HTTPURL("http://a/b/c/d;p?q")
        #expect(throws: HTTPURLError.self) { try base.resolving(Array(reference.utf8)) }
    }

    @Test func `no mutation of a URL does more than be refused`() {
        var random = SeededNumbers(seed: 7)
        for good in Self.good {
            for _ in 0..<200 {
                var bytes = Array(good.text.utf8)
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                guard let url = try? HTTPURL(bytes: bytes) else { continue }
                #expect((try? HTTPURL("\(url)")) == url)
            }
        }
    }
}
