extension RawCase {
    /// RFC 9112 §3.
    static let requestLines: [RawCase] =
        [
            line("a plain request is answered", "GET \(path) HTTP/1.1", .answered([200])),
            line("two spaces before the target", "GET  \(path) HTTP/1.1", .refused([400])),
            line("two spaces before the version", "GET \(path)  HTTP/1.1", .refused([400])),
            line("a tab before the target", "GET\t\(path) HTTP/1.1", .refused([400, 501])),
            line("a tab before the version", "GET \(path)\tHTTP/1.1", .refused([400])),
            line("a form feed as a space", "GET\u{0C}\(path) HTTP/1.1", .refused([400, 501])),
            line("a vertical tab as a space", "GET \(path)\u{0B}HTTP/1.1", .refused([400])),
            line("a space before the method", " GET \(path) HTTP/1.1", .refused([400])),
            line("a tab before the method", "\tGET \(path) HTTP/1.1", .refused([400, 501])),
            line("a space after the version", "GET \(path) HTTP/1.1 ", .refused([400, 505])),
            line("a tab after the version", "GET \(path) HTTP/1.1\t", .refused([400, 505])),
            line("a word after the version", "GET \(path) HTTP/1.1 x", .refused([400, 505])),
            line("no version", "GET \(path)", .refused([400])),
            line("no version but its space", "GET \(path) ", .refused([400, 505])),
            line("no target and no version", "GET", .refused([400])),
            line("no method", " \(path) HTTP/1.1", .refused([400])),
            line("no target", "GET HTTP/1.1", .refused([400])),
            line("an empty target", "GET  HTTP/1.1", .refused([400])),
            line("a word before the request", "Extra lineGET \(path) HTTP/1.1", .refused([400, 501, 505])),
            line("a NUL in the line", "GET /\u{0}x HTTP/1.1", .refused([400])),
            line("a NUL before the method", "\u{0}GET \(path) HTTP/1.1", .refused([400, 501])),
            RawCase("a version alone", "HTTP/1.1\r\n\(host)\r\n", .refused([400])),
            RawCase("a response instead of a request", "HTTP/1.1 200 OK\r\n\(host)\r\n", .refused([400, 501, 505])),
            RawCase("an empty line, then a request", "\r\n" + get + host + end, .answered([200, 400])),
            RawCase(
                "TLS", "\u{16}\u{3}\u{1}\u{0}\u{A5}\u{1}\u{0}\u{0}\u{A1}\r\n\r\n", .refused([400, 501])),
            RawCase("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .refused([400, 405, 501, 505])),
            RawCase("HTTP/0.9", "GET \(path)\r\n\r\n", .refused([400])),
            RawCase("a request without a version and without a host", "GET / \r\n\r\n", .refused([400, 505])),
        ]
        + [
            "http/1.1", "Http/1.1", "HTTP/1.2", "HTTP/1.10", "HTTP/11", "HTTP/1.", "HTTP/.1", "HTTP/1", "HTTP/1.1a",
            "HTTP/1,1", "HTTP/+1.1", "HTTP/01.1", "HTTP/ 1.1", "HTTP/0.9", "HTTP/2.0", "HTTP/2", "HTTP/9.9",
            "HTTPS/1.1",
            "HTTP-1.1", "XHTTP/1.1", "HTTP/1.1\u{0}", "HTTP/\u{B1}.1", "HTTP/1.1,HTTP/1.1", "ICE/1.0",
        ].map { line("the version “\($0)”", "GET \(path) \($0)", .refused([400, 505])) }

    /// RFC 9110 §9: unknown methods are not implemented, known ones may not be allowed.
    static let methods: [RawCase] =
        [
            line("HEAD has no body", "HEAD \(path) HTTP/1.1", .answered([200])),
            line("OPTIONS of the server", "OPTIONS * HTTP/1.1", .answered([200, 204, 404, 405])),
            line("OPTIONS of a path", "OPTIONS \(path) HTTP/1.1", .answered([200, 204, 404, 405])),
            line("an unknown method", "BREW \(path) HTTP/1.1", .answered([405, 501])),
            line("a method in lower case", "get \(path) HTTP/1.1", .answered([400, 405, 501])),
            line("a method in mixed case", "Get \(path) HTTP/1.1", .answered([400, 405, 501])),
            line("a method too long", String(repeating: "A", count: 17) + " \(path) HTTP/1.1", .answered([400, 501])),
            line("CONNECT", "CONNECT localhost:80 HTTP/1.1", .answered([405, 501])),
            line("TRACE", "TRACE \(path) HTTP/1.1", .answered([405, 501])),
            line("a method with a hyphen", "M-SEARCH \(path) HTTP/1.1", .answered([405, 501])),
        ]
        + ["DELETE", "PUT", "PATCH"].map {
            RawCase(
                "the method \($0)", "\($0) \(path) HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n", .answered(understood))
        }
        + ["G@T", "G:T", "G(T", "G\"T", "G/T", "G[T", "G,T", "G\u{7F}T", "G\u{80}T", "G\u{1}T", "{}"].map {
            line("the method “\($0.debugDescription)” is no token", "\($0) \(path) HTTP/1.1", .refused([400, 501]))
        }

    /// RFC 9112 §3.2; dot segments and doubled slashes are never put right in silence.
    static let targets: [RawCase] =
        [
            line("a query", "GET \(path)?a=b&c HTTP/1.1", .answered([200, 400])),
            line("an empty query", "GET \(path)? HTTP/1.1", .answered([200])),
            line("a question mark in the query", "GET \(path)?a=b?c HTTP/1.1", .answered([200, 400])),
            line("a fragment", "GET \(path)#top HTTP/1.1", .refused([400])),
            line("a fragment after a query", "GET \(path)?a#top HTTP/1.1", .refused([400])),
            line("a relative target", "GET health/live HTTP/1.1", .refused([400])),
            line("a target without its slash but with a host", "GET localhost/health HTTP/1.1", .refused([400])),
            line("an authority for GET", "GET localhost:80 HTTP/1.1", .refused([400])),
            line("an asterisk for GET", "GET * HTTP/1.1", .refused([400])),
            line("more than an asterisk", "OPTIONS *x HTTP/1.1", .refused([400])),
            line("the absolute form", "GET http://localhost\(path) HTTP/1.1", .answered([200])),
            line("the absolute form in capitals", "GET HTTP://LOCALHOST\(path) HTTP/1.1", .answered([200, 400])),
            line(
                "the absolute form without a path", "GET http://localhost HTTP/1.1",
                .answered([200, 302, 303, 307, 404])),
            line("the absolute form of another host", "GET http://example.com\(path) HTTP/1.1", .answered([400, 421])),
            line("the absolute form of another port", "GET http://localhost:1\(path) HTTP/1.1", .answered([400, 421])),
            line("the absolute form with a user", "GET http://u:p@localhost\(path) HTTP/1.1", .refused([400])),
            line("the absolute form of nobody", "GET http:///x HTTP/1.1", .refused([400])),
            line("another scheme", "GET ftp://localhost\(path) HTTP/1.1", .answered([400, 421])),
            line("a file's scheme", "GET file:///etc/passwd HTTP/1.1", .refused([400])),
            line("a space in the target", "GET /a b HTTP/1.1", .refused([400, 505])),
            line("doubled slashes at the start", "GET /\(path) HTTP/1.1", .answered([400, 404])),
            line("doubled slashes", "GET /health//live HTTP/1.1", .answered([400, 404])),
            line("a slash at the end", "GET \(path)/ HTTP/1.1", .answered([400, 404])),
            line("a parameter of the path", "GET \(path);a=b HTTP/1.1", .answered([400, 404])),
            line("a backslash", "GET \\health\\live HTTP/1.1", .refused([400])),
        ]
        + [
            "/./health/live", "/x/../health/live", "/health/live/..", "/health/live/.", "/..", "/.", "/%2e/health/live",
            "/x/%2e%2e/health/live", "/x/.%2E/health/live", "/x/%2E./health/live",
        ].map { line("the dot segments of \($0)", "GET \($0) HTTP/1.1", .answered([400, 404])) }
        + ["/%", "/%4", "/%zz", "/%4g", "/%+4", "/%00", "/a%00b", "/%ff", "/%c0%ae", "/%ed%a0%80", "/%f4%90%80%80"].map
    {
        line("the escape of \($0)", "GET \($0) HTTP/1.1", .answered([400, 404]))
    }
        + ["\u{1}", "\u{8}", "\u{B}", "\u{1F}", "\u{7F}", "\u{80}", "\u{A0}", "\u{E9}", "\u{FF}"].map {
            line("the byte \($0.debugDescription) in the target", "GET /a\($0)b HTTP/1.1", .refused([400]))
        }
}
