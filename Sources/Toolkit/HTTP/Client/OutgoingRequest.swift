import Memory

/// A request made ready for the wire: all that a connection needs to carry it out.
struct OutgoingRequest: Sendable {
    let method: Method
    let url: HTTPURL
    let headers: HeaderFields
    let body: RequestBody
    /// Whether a gzip answer is asked for, and inflated.
    let inflates: Bool
    /// Whether the body waits for the server's word.
    let expectsContinue: Bool
    let end: ContinuousClock.Instant?
    /// The proxy that reads the whole URL in the request line (RFC 9112 §3.2.2); none sees that of a tunnel.
    private let proxy: HTTPURL?
    private let defaults: HeaderFields

    init(
        _ request: HTTPClient.Request, _ settings: ClientSettings, end: ContinuousClock.Instant?
    ) throws(HTTPClientError) {
        guard request.headers.isSound, settings.options.headers.isSound else {
            throw HTTPClientError(.invalidRequest("a header field is malformed, or frames the message"))
        }
        guard !request.headers.contains("expect") else {
            throw HTTPClientError(.invalidRequest("Expect is the client's own affair"))
        }
        method = request.method
        url = request.url
        headers = request.headers
        body = request.body
        inflates = request.options.inflates && !request.headers.contains("accept-encoding")
        expectsContinue = !body.isNone && body.length ?? .max >= settings.options.expectsContinueFrom
        self.end = end
        proxy = url.scheme == .http ? try settings.proxy(for: url.origin) : nil
        defaults = settings.options.headers
    }

    /// Until the end of the whole exchange.
    func timeLeft() throws(HTTPClientError) -> Duration {
        guard let end else { return .seconds(1 << 30) }
        let left = end - .now
        guard left > .zero else { throw HTTPClientError(.timedOut(.whole), at: url.origin) }
        return left
    }

    /// Writes the head into `output`.
    func appendHead(to output: inout [UInt8]) {
        output.append(method.name)
        output.append(0x20)
        if proxy != nil { output.append(contentsOf: "\(url.origin)".utf8) }
        output.append(span: url.target.span)
        output.append(" HTTP/1.1\r\n")
        if !headers.contains("host") {
            output.append("host: ")
            output.append(span: url.authority.span)
            output.append("\r\n")
        }
        appendFraming(to: &output)
        if inflates { output.append("accept-encoding: gzip\r\n") }
        if expectsContinue { output.append("expect: 100-continue\r\n") }
        output.append(span: headers.lines.span)
        if !defaults.lines.isEmpty || url.userInfo != nil || proxy != nil { appendDefaults(to: &output) }
        output.append("\r\n")
    }

    /// RFC 9110 §8.6: a length where the method foresees a body, even an empty one.
    private func appendFraming(to output: inout [UInt8]) {
        guard let length = body.length else { return output.append("transfer-encoding: chunked\r\n") }
        if length == 0, body.isNone, method != .post, method != .put, method != .patch { return }
        output.append("content-length: ")
        output.append(decimal: length)
        output.append("\r\n")
    }

    /// What the client's options and the URLs say, where the request has no field of its own.
    private func appendDefaults(to output: inout [UInt8]) {
        for field in defaults where !headers.contains(String(decoding: field.name, as: UTF8.self)) {
            output.append(contentsOf: field.line)
        }
        if let login = url.userInfo, !headers.contains("authorization"), !defaults.contains("authorization") {
            output.append(contentsOf: "authorization: \(login.basic)\r\n".utf8)
        }
        if let login = proxy?.userInfo {
            output.append(contentsOf: "proxy-authorization: \(login.basic)\r\n".utf8)
        }
    }
}
