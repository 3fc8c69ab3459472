extension RawCase {
    /// RFC 9112 §9.
    static let connections: [RawCase] = [
        get("the connection ends when asked to", "Connection: close\r\n", .refused([200])),
        get("the wish in capitals", "Connection: CLOSE\r\n", .refused([200])),
        get("the wish in a list", "Connection: x, close\r\n", .refused([200])),
        get("the wish in a second field", "Connection: keep-alive\r\nConnection: close\r\n", .refused([200])),
        get("the wish beside its opposite", "Connection: keep-alive, close\r\n", .refused([200])),
        get("a word that only contains the wish", "Connection: closed\r\n", .answered([200])),
        get("keep-alive", "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n", .answered([200])),
        get("no word at all", "Connection:\r\n", .answered([200])),
        get("a list of empty words", "Connection: ,, ,\r\n", .answered([200])),
        get("a framing field declared to be of this hop", "Connection: Host, Content-Length\r\n", .answered([200])),
        get(
            "an upgrade to HTTP/2 is ignored", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n",
            .answered([200])),
        get("an upgrade to WebSocket is ignored", "Connection: Upgrade\r\nUpgrade: websocket\r\n", .answered([200])),
        RawCase("HTTP/1.0 ends", "GET \(path) HTTP/1.0\r\n\(host)\r\n", .refused([200])),
        RawCase(
            "HTTP/1.0 may be kept", "GET \(path) HTTP/1.0\r\n\(host)Connection: keep-alive\r\n\r\n", .answered([200])),
        RawCase(
            "HTTP/1.0 ends when asked to", "GET \(path) HTTP/1.0\r\n\(host)Connection: close\r\n\r\n", .refused([200])),
    ]

    /// Requests sent before the one before was answered are answered in turn.
    static let pipelines: [RawCase] = [
        RawCase("two requests at once", get + host + end + get + host + end, .replies([200, 200])),
        RawCase(
            "ten requests at once", String(repeating: get + host + end, count: 10),
            .replies(Array(repeating: 200, count: 10))),
        RawCase(
            "a request after the end that was asked for", get + host + "Connection: close\r\n\r\n" + get + host + end,
            .refused([200])),
        RawCase(
            "a body by its length, then a request",
            "GET \(path) HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhello" + get + host + end,
            .replies([200, 200])),
        RawCase(
            "a body in chunks, then a request",
            "GET \(path) HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + get + host
                + end,
            .replies([200, 200])),
        RawCase(
            "a body that is itself a request",
            "GET \(path) HTTP/1.1\r\n\(host)Content-Length: \((get + host + end).utf8.count)\r\n\r\n" + get + host
                + end,
            .replies([200])),
        RawCase("a request, then a broken one", get + host + end + "BROKEN\r\n\r\n", .replies([200, 400])),
        RawCase("a request, then one without a host", get + host + end + get + end, .replies([200, 400])),
        RawCase(
            "an unknown path, then a known one", "GET /no HTTP/1.1\r\n\(host)\r\n" + get + host + end,
            .replies([404, 200])),
        RawCase(
            "HEAD, then GET", "HEAD \(path) HTTP/1.1\r\n\(host)\r\n" + get + host + end, .replies([200, 200])),
    ]

    /// Requests that are not over yet: the server waits.
    static let fragments: [RawCase] = [
        "G", "GET", "GET ", "GET /hello", "GET /hello ", "GET /hello HTTP", "GET /hello HTTP/1.1",
        "GET /hello HTTP/1.1\r",
        "GET /hello HTTP/1.1\r\n", "GET /hello HTTP/1.1\r\nHos", "GET /hello HTTP/1.1\r\nHost:",
        "GET /hello HTTP/1.1\r\nHost: ",
        "GET /hello HTTP/1.1\r\nHost: localhost", "GET /hello HTTP/1.1\r\nHost: localhost\r",
        "GET /hello HTTP/1.1\r\nHost: localhost\r\n", "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r",
    ].map { RawCase("the start \($0.debugDescription)", $0, .waits) }

    /// Sizes just below and above what is allowed (the exact borders have tests of their own).
    static let limits: [RawCase] = [
        line("a target of 8,000 bytes", "GET /\(String(repeating: "a", count: 7_999)) HTTP/1.1", .answered([404])),
        line("a target of 9,000 bytes", "GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1", .refused([414])),
        line(
            "a line of 70,000 bytes", "GET /\(String(repeating: "a", count: 70_000)) HTTP/1.1", .refused([414])),
        get("90 fields", (0..<90).map { "X-\($0): a\r\n" }.joined(), .answered([200])),
        get("101 fields and a host", (0..<101).map { "X-H-\($0): value\r\n" }.joined(), .refused([431])),
        get("a field of 8,000 bytes", "X: \(String(repeating: "a", count: 8_000))\r\n", .answered([200])),
        get("a field of 9,000 bytes", "X-Big: \(String(repeating: "x", count: 9_000))\r\n", .refused([431])),
        get(
            "an authorization of 12 KiB", "Authorization: Bearer \(String(repeating: "x", count: 12_288))\r\n",
            .answered([200, 400, 401])),
        get(
            "an authorization of 17 KiB", "Authorization: Bearer \(String(repeating: "x", count: 17_408))\r\n",
            .refused([431])),
        get(
            "fields of 40 KiB", String(repeating: "X: \(String(repeating: "a", count: 4_000))\r\n", count: 10),
            .refused([431])),
        get("a name of 9,000 bytes", "\(String(repeating: "x", count: 9_000)): a\r\n", .refused([431])),
        post("a length beyond everything", "Content-Length: 999999999999999\r\n", "", .refused(understood)),
    ]
}
