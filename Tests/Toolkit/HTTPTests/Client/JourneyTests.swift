import Basics
import Testing

@testable import HTTP

@Suite("Repeating and redirecting") struct JourneyTests {
    static func journey(
        _ method: Method, _ url: String = "https://a.example/x/y?q", body: RequestBody = .none, fields: [String] = [],
        change: (inout HTTPClient.Request) -> Void = { _ in }
    ) throws -> Journey {
        var headers = HeaderFields()
        for name in fields { headers.add(name, "1") }
        var request = HTTPClient.Request(method, try HTTPURL(url), headers: headers, body: body)
        change(&request)
        return Journey(request, HTTPClient.Options())
    }

    static let stream = RequestBody.written { _ in }

    // MARK: Redirects

    static let methods: [(Int, Method, Method)] = [
        (301, .get, .get), (301, .post, .get), (301, .put, .put), (302, .post, .get), (302, .head, .head),
        (302, .delete, .delete), (303, .post, .get), (303, .put, .get), (303, .head, .head), (307, .post, .post),
        (307, .get, .get), (308, .post, .post), (308, .patch, .patch),
    ]

    @Test(arguments: methods)
    func `a redirect keeps or changes the method as RFC 9110 says`(status: Int, old: Method, new: Method) throws {
        var journey = try Self.journey(old, body: .text("x"), fields: ["content-type"])
        #expect(journey.answered(status, location: Array("../z".utf8), retryAfter: nil) == .redirected)
        #expect(journey.request.method == new)
        #expect("\(journey.request.url)" == "https://a.example/z")
        let keepsBody = new == old && !(status == 303 && old != .head)
        #expect(journey.request.body.isNone == !keepsBody)
        #expect(journey.request.headers.contains("content-type") == keepsBody)
    }

    @Test(arguments: ["https://b.example/", "https://a.example:8443/", "//sub.a.example/"])
    func `credentials stay with their origin`(location: String) throws {
        let fields = ["Authorization", "Cookie", "X-Api-Key", "X-Amz-Security-Token", "Accept"]
        var journey = try Self.journey(.get, fields: fields)
        #expect(journey.answered(302, location: Array("/elsewhere".utf8), retryAfter: nil) == .redirected)
        #expect(fields.allSatisfy(journey.request.headers.contains))
        #expect(journey.answered(302, location: Array(location.utf8), retryAfter: nil) == .redirected)
        #expect(fields.filter(journey.request.headers.contains) == ["Accept"])
    }

    @Test func `redirects without end, to plain HTTP and to other schemes are not followed`() throws {
        var journey = try Self.journey(.get)
        for _ in 0..<5 { #expect(journey.answered(302, location: Array("/".utf8), retryAfter: nil) == .redirected) }
        #expect(journey.answered(302, location: Array("/".utf8), retryAfter: nil) == .fail(.tooManyRedirects))
        for location in ["http://a.example/", "ftp://a.example/", "javascript:x", "/\u{1}", "//u:p@a.example/"] {
            var journey = try Self.journey(.get)
            guard case .fail(.redirect) = journey.answered(302, location: Array(location.utf8), retryAfter: nil) else {
                Issue.record("\(location) was followed")
                continue
            }
        }
        var unix = try Self.journey(.get, "http+unix://%2Frun%2Fx.sock/")
        guard case .fail(.redirect) = unix.answered(302, location: Array("http://a/".utf8), retryAfter: nil) else {
            Issue.record("a Unix socket led elsewhere")
            return
        }
    }

    @Test func `a redirect that cannot be followed is the caller's`() throws {
        var none = try Self.journey(.get) { $0.options.redirects = 0 }
        #expect(none.answered(302, location: Array("/".utf8), retryAfter: nil) == .deliver)
        var without = try Self.journey(.get)
        #expect(without.answered(302, location: nil, retryAfter: nil) == .deliver)
        #expect(without.answered(304, location: Array("/".utf8), retryAfter: nil) == .deliver)
        var streamed = try Self.journey(.post, body: Self.stream)
        guard case .fail(.redirect) = streamed.answered(307, location: Array("/".utf8), retryAfter: nil) else {
            Issue.record("a body was sent twice that can be had once")
            return
        }
    }

    // MARK: Retries

    static func isAgain(_ step: Journey.Step) -> Bool { if case .again = step { true } else { false } }

    static let failures: [(Method, HTTPClientError.Reason, sent: Bool, kept: Bool, again: Bool)] = [
        (.get, .refused, false, false, true), (.post, .refused, false, false, true),
        (.get, .closed(.answer), true, true, true), (.get, .closed(.answer), true, false, true),
        (.post, .closed(.answer), true, true, false), (.post, .closed(.sending), false, true, true),
        (.patch, .closed(.answer), true, true, false), (.put, .closed(.answer), true, true, true),
        (.get, .closed(.head), true, true, false), (.get, .closed(.body), true, true, false),
        (.get, .timedOut(.answer), true, false, false), (.get, .timedOut(.connecting), false, false, false),
        (.get, .cancelled, false, false, false), (.get, .malformedResponse(.field), true, false, false),
        (.get, .unknownHost(""), false, false, false), (.get, .forbiddenAddress, false, false, false),
        (.get, .tls(""), false, false, false),
    ]

    @Test(arguments: failures) func `what failed is repeated only if nothing can be done twice`(
        method: Method, reason: HTTPClientError.Reason, sent: Bool, kept: Bool, again: Bool
    ) throws {
        let error = HTTPClientError(reason, mayHaveBeenCarriedOut: sent)
        var journey = try Self.journey(method)
        #expect(Self.isAgain(journey.failed(error, wasKept: kept)) == again)
        var streamed = try Self.journey(method, body: Self.stream)
        #expect(!Self.isAgain(streamed.failed(error, wasKept: kept)))
    }

    @Test func `a key or the caller makes a POST repeatable`() throws {
        let error = HTTPClientError(.closed(.answer), mayHaveBeenCarriedOut: true)
        var keyed = try Self.journey(.post, fields: ["Idempotency-Key"])
        #expect(Self.isAgain(keyed.failed(error, wasKept: false)))
        var declared = try Self.journey(.post) { $0.options.isRepeatable = true }
        #expect(Self.isAgain(declared.failed(error, wasKept: false)))
    }

    @Test func `a connection that was kept and is closed is no reason to wait`() throws {
        var journey = try Self.journey(.get)
        let error = HTTPClientError(.closed(.answer), mayHaveBeenCarriedOut: true)
        #expect(journey.failed(error, wasKept: true) == .again(after: .zero))
    }

    @Test func `the number of repetitions is bounded, and 0 is none`() throws {
        let error = HTTPClientError(.refused)
        var journey = try Self.journey(.get)
        #expect(Self.isAgain(journey.failed(error, wasKept: false)))
        #expect(Self.isAgain(journey.answered(503, location: nil, retryAfter: nil)))
        #expect(journey.failed(error, wasKept: false) == .fail(.refused))
        #expect(journey.answered(503, location: nil, retryAfter: nil) == .deliver)
        var none = try Self.journey(.get) { $0.options.retries = 0 }
        #expect(none.failed(error, wasKept: false) == .fail(.refused))
    }

    @Test func `a server that is busy is asked again when it says`() throws {
        for status in [429, 502, 503, 504] {
            var journey = try Self.journey(.get)
            #expect(journey.answered(status, location: nil, retryAfter: 3) == .again(after: .seconds(3)))
            var impatient = try Self.journey(.get)
            #expect(impatient.answered(status, location: nil, retryAfter: 3600) == .deliver)
            var post = try Self.journey(.post)
            #expect(post.answered(status, location: nil, retryAfter: nil) == .deliver)
        }
        var other = try Self.journey(.get)
        #expect(other.answered(500, location: nil, retryAfter: 1) == .deliver)
    }

    @Test func `Retry-After is seconds or a date`() {
        let now = 784_111_777  // Sun, 06 Nov 1994 08:49:37 GMT
        #expect(RetryAfter.seconds("120", now: .init(milliseconds: 0)) == 120)
        for text in ["", "-1", "+1", "1.5", "soon", "12345678901"] { #expect(RetryAfter.seconds(text) == nil) }
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(RetryAfter.seconds(date, now: .init(milliseconds: Int64(now - 5) * 1000)) == 5)
        #expect(RetryAfter.seconds(date, now: .init(milliseconds: Int64(now + 5) * 1000)) == 0)
    }

    // MARK: Proxies

    @Test func `the environment names proxies and exceptions`() throws {
        let rules = try ProxyRules(environment: [
            "http_proxy": "http://us:pw@proxy.example:3128", "HTTPS_PROXY": "secure.example:8080",
            "no_proxy": "internal.example, .corp.example,10.0.0.1,host.example:8443,*.wild.example",
        ])
        func proxy(_ url: String) throws -> String? { rules.proxy(for: try HTTPURL(url).origin).map { "\($0.origin)" } }
        #expect(try proxy("http://a.example/") == "http://proxy.example:3128")
        #expect(try proxy("https://a.example/") == "http://secure.example:8080")
        for url in [
            "http://internal.example/", "http://x.internal.example/", "https://corp.example/", "http://a.corp.example/",
            "http://10.0.0.1/", "https://host.example:8443/", "http://b.wild.example/", "http://localhost/",
            "http://127.0.0.1:1/", "http://[::1]/", "http+unix://%2Fx/",
        ] { #expect(try proxy(url) == nil, "\(url)") }
        #expect(try proxy("https://host.example/") != nil)
        #expect(try proxy("http://notinternal.example/") != nil)
        let login = rules.proxy(for: try HTTPURL("http://a.example/").origin)?.userInfo?.basic
        #expect(login == "Basic dXM6cHc=")
    }

    @Test func `a web server's environment names no proxy, and a wrong one is an error`() throws {
        let origin = try HTTPURL("http://a.example/").origin
        let cgi = try ProxyRules(environment: ["HTTP_PROXY": "http://evil.example", "REQUEST_METHOD": "GET"])
        #expect(cgi.proxy(for: origin) == nil)
        let all = try ProxyRules(environment: ["HTTP_PROXY": "http://p.example", "NO_PROXY": "*"])
        #expect(all.proxy(for: origin) == nil)
        #expect(throws: HTTPURLError.self) { try ProxyRules(environment: ["HTTP_PROXY": "http://p x"]) }
        #expect(throws: HTTPURLError.scheme) { try ProxyRules(environment: ["HTTP_PROXY": "https://p.example"]) }
    }
}
