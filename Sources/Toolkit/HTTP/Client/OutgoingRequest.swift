import Memory

/// A request made ready for the wire: all that a connection needs to carry it out.
struct OutgoingRequest: Sendable {
    var method: Method
    var url: HTTPURL
    var headers: HeaderFields
    var body: RequestBody
    var inflates: Bool
    var deadline: ContinuousClock.Instant?
    /// The whole URL goes into the request line where a proxy reads it (RFC 9112 §3.2.2).
    var isForProxy = false

    /// Writes the head into `output`. The lines of `defaults` are left out where the request has its own.
    func appendHead(to output: inout [UInt8], defaults: HeaderFields) {
        output.append(method.name)
        output.append(0x20)
        if isForProxy { output.append(contentsOf: "\(url.origin)".utf8) }
        output.append(span: url.target.span)
        output.append(" HTTP/1.1\r\n")
        if !headers.contains("host") {
            output.append("host: ")
            output.append(span: url.authority.span)
            output.append("\r\n")
        }
        appendFraming(to: &output)
        if inflates, !headers.contains("accept-encoding") { output.append("accept-encoding: gzip\r\n") }
        output.append(span: headers.lines.span)
        if !defaults.lines.isEmpty {
            for field in defaults where !headers.contains(String(decoding: field.name, as: UTF8.self)) {
                output.append(contentsOf: field.line)
            }
        }
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
}
