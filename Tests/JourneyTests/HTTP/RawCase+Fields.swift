extension RawCase {
    /// RFC 9112 §3.2 and RFC 9110 §7.2: one host, and a valid one.
    static let hosts: [RawCase] =
        [
            RawCase("no host", get + end, .refused([400])),
            RawCase("no host, but a length", get + "Content-Length: 5" + end + end, .refused([400])),
            RawCase("two hosts", get + host + "Host: example.com\r\n\r\n", .refused([400])),
            RawCase("the same host twice", get + host + host + end, .refused([400])),
            RawCase("two hosts in one field", get + "Host: localhost, localhost\r\n\r\n", .refused([400])),
            RawCase("a host with a port", get + "Host: localhost:8000\r\n\r\n", .answered([200])),
            RawCase("an address as the host", get + "Host: 127.0.0.1\r\n\r\n", .answered([200])),
            RawCase("a host with an empty port", get + "Host: localhost:\r\n\r\n", .answered([200, 400])),
            RawCase("a host in capitals", get + "HOST: LOCALHOST\r\n\r\n", .answered([200])),
            RawCase("a host after a tab", get + "hoSt:\tlocalhost\r\nempty:\r\n\r\n", .answered([200])),
            RawCase("a host nobody serves", get + "Host: example.com\r\n\r\n", .answered([400, 403, 421])),
            RawCase(
                "a host that starts well", get + "Host: localhost.example.com\r\n\r\n", .answered([400, 403, 421])),
            RawCase("a host that only ends well", get + "Host: xlocalhost\r\n\r\n", .answered([400, 403, 421])),
            RawCase("HTTP/1.0 without a host", "GET \(path) HTTP/1.0\r\n\r\n", .refused([200, 400, 421])),
            RawCase("HTTP/1.0 with two hosts", "GET \(path) HTTP/1.0\r\n\(host)\(host)\r\n", .refused([400])),
        ]
        + [
            "", " ", "bad host", "local host:80", "localhost:x", "localhost:80x", "localhost:-1",
            "localhost:99999", "localhost:80:80", "user@localhost", "localhost/", "localhost/health", "localhost?x",
            "localhost#x",
            "http://localhost", "localhost\\x", "[::1", "::1]", "[::1]x", "[localhost]", "local\u{0}host",
            "local\u{7F}host",
            "local\u{E9}host", "localhost\u{1}", "\"localhost\"", "<localhost>", "localhost;", "%",
        ].map { RawCase("the host \($0.debugDescription)", get + "Host: \($0)\r\n\r\n", .answered([400, 403, 421])) }

    /// RFC 9112 §5: a name is a token and its colon follows at once.
    static let fieldNames: [RawCase] =
        [
            get("a name in strange case", "x-ThInG: a\r\n", .answered([200])),
            get("a name with every token character", "a!#$%&'*+-.^`|~1: a\r\n", .answered([200])),
            get("an underscore in another name", "x_thing: a\r\n", .answered([200])),
            get("an underscore in a framing name", "Content_Length: 5\r\n", .refused([400])),
            get("an underscore in the other framing name", "Transfer_Encoding: chunked\r\n", .refused([400])),
            get("a space before the colon", "X : a\r\n", .refused([400])),
            get("a tab before the colon", "X\t: a\r\n", .refused([400])),
            get("a space in a name", "Bad Header: value\r\n", .refused([400])),
            get("an empty name", ": a\r\n", .refused([400])),
            get("only a colon", ":\r\n", .refused([400])),
            get("no colon", "X\r\n", .refused([400])),
            get("no colon but two words", "GET /x\r\n", .refused([400])),
            RawCase("a space before the host's colon", get + "Host : localhost\r\n\r\n", .refused([400])),
            RawCase("a space before the first name", get + " Host: localhost\r\n\r\n", .refused([400])),
            RawCase("a tab before the first name", get + "\tHost: localhost\r\n\r\n", .refused([400])),
            get("a line folded by a space", "X: a\r\n b\r\n", .refused([400])),
            get("a line folded by a tab", "X: a\r\n\tb\r\n", .refused([400])),
            get("the host's line folded", "  continued\r\n", .refused([400])),
            get("a line of one space", " \r\n", .refused([400])),
            get("a field like a request line", "GET \(path) HTTP/1.1\r\n", .refused([400])),
        ]
        + "(),/;<=>?@[\\]{}\"\u{0}\u{1}\u{8}\u{B}\u{C}\u{1F}\u{7F}\u{80}\u{A0}\u{FF}".unicodeScalars.map {
            get("the byte \($0.value) in a name", "X\($0)Y: a\r\n", .refused([400]))
        }

    /// RFC 9110 §5.5: no control characters in a value.
    static let fieldValues: [RawCase] =
        [
            get("an empty value", "X-Empty-Header: \r\n", .answered([200])),
            get("a value without its space", "X:a\r\n", .answered([200])),
            get("white space round a value", "X: \t a \t \r\n", .answered([200])),
            get("a tab inside a value", "X: a\tb\r\n", .answered([200])),
            get("colons in a value", "X: a: b:c\r\n", .answered([200])),
            get("the same name twice", "X: a\r\nX: b\r\n", .answered([200])),
            get("old text of more than seven bits", "X: caf\u{E9}\r\n", .answered([200, 400])),
            get("UTF-8 in a value", "X: caf\u{C3}\u{A9}\r\n", .answered([200, 400])),
            get("a name nobody may write", "X-Invalid[]: test\r\n", .refused([400])),
        ]
        + (Array(0...8) + [11, 12] + Array(14...31) + [127]).map { (byte: UInt8) in
            get("the byte \(byte) in a value", "X: a\(Unicode.Scalar(byte))b\r\n", .refused([400]))
        }

    /// RFC 9112 §2.2: here a line ends with CRLF and in no other way.
    static let lineEnds: [RawCase] = [
        RawCase("a bare LF after the request line", "GET \(path) HTTP/1.1\n" + host + end, .refused([400, 505])),
        RawCase("a bare CR after the request line", "GET \(path) HTTP/1.1\r" + host + end, .refused([400, 505])),
        RawCase("CR CR LF after the request line", "GET \(path) HTTP/1.1\r\r\n" + host + end, .refused([400, 505])),
        RawCase("LF CR after the request line", "GET \(path) HTTP/1.1\n\r" + host + end, .refused([400, 505])),
        RawCase("only LF everywhere", "GET \(path) HTTP/1.1\nHost: localhost\n\n", .refused([400, 505])),
        RawCase("a bare LF after a field", get + "Host: localhost\nX: a\r\n\r\n", .refused([400])),
        RawCase("a bare CR after a field", get + "Host: localhost\rX: a\r\n\r\n", .refused([400])),
        RawCase("CR CR LF after a field", get + "Host: localhost\r\r\nX: a\r\n\r\n", .refused([400])),
        RawCase("a bare LF instead of the empty line", get + host + "\n", .refused([400])),
        RawCase("a bare CR instead of the empty line", get + host + "\rX: a\r\n\r\n", .refused([400])),
        RawCase("a bare CR before a field", get + host + "\rSome-Header: Test\r\n\r\n", .refused([400])),
        RawCase("CR CR LF as the empty line", get + host + "\r\r\n", .refused([400])),
        RawCase("LF LF as the end", get + "Host: localhost\n\n", .refused([400])),
        RawCase("a bare LF before the method", "\n" + get + host + end, .refused([400])),
        RawCase("a bare CR before the method", "\r" + get + host + end, .refused([400, 501])),
        RawCase("a field's value that ends with CR", get + host + "X: a\r\u{0}\n\r\n", .refused([400])),
    ]

    /// Requests that a browser sends for a page of somebody else's: no state changes for them.
    static let origins: [RawCase] = [
        post("a POST from another origin", "Origin: http://example.com\r\nContent-Length: 0\r\n", "", .answered([403])),
        post("a POST from an origin of no name", "Origin: null\r\nContent-Length: 0\r\n", "", .answered([403])),
        post("a POST from another site", "Sec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n", "", .answered([403])),
        post(
            "a POST from the same site only", "Sec-Fetch-Site: same-site\r\nContent-Length: 0\r\n", "", .answered([403])
        ),
        RawCase(
            "a DELETE from another origin", "DELETE \(path) HTTP/1.1\r\n\(host)Origin: http://localhost:1\r\n\r\n",
            .answered([403])),
        get("a GET from another origin", "Origin: http://example.com\r\n", .answered([200, 403])),
        get("a GET by navigation", "Sec-Fetch-Site: none\r\n", .answered([200])),
    ]
}
