import Memory
import Sockets

/// Asks a proxy for a way through to an origin (RFC 9110 §9.3.6).
struct Tunnel {
    private let origin: HTTPURL.Origin
    private let proxy: HTTPURL

    init(_ origin: HTTPURL.Origin, through proxy: HTTPURL) {
        self.origin = origin
        self.proxy = proxy
    }

    /// The same stream, at whose other end the origin now is; or closed, and the reason.
    func open(_ stream: consuming Stream, within limit: Duration) async throws(HTTPClientError) -> Stream {
        let handle = stream.handle, seconds = limit.secondsRoundedUp
        let box = StreamBox(stream)
        let failure = await withTaskCancellationHandler {
            await ask(box, handle, seconds)
        } onCancel: {
            handle.interrupt()
        }
        if let failure { throw HTTPClientError(failure, at: proxy.origin) }
        guard let opened = box.take() else { throw HTTPClientError(.cancelled, at: proxy.origin) }
        return opened
    }

    private var question: [UInt8] {
        let port = origin.port
        let host = if case .ip(let ip) = origin.host, ip.isIPv6 { "[\(ip)]" } else { origin.host.text }
        var bytes = Array("CONNECT \(host):\(port) HTTP/1.1\r\nhost: \(host):\(port)\r\n".utf8)
        if let login = proxy.userInfo { bytes += "proxy-authorization: \(login.basic)\r\n".utf8 }
        return bytes + [0x0D, 0x0A]
    }

    private func ask(_ box: StreamBox, _ handle: Stream.Handle, _ seconds: Int) async -> HTTPClientError.Reason? {
        guard var stream = box.take() else { return .cancelled }
        do throws(HTTPClientError) {
            let question = question
            var sent = 0
            while sent < question.count {
                if let count = try stream.attemptWrite(question.span.extracting(sent..<question.count), .proxy) {
                    sent += count
                } else {
                    try await handle.wait(.write, .proxy, seconds: seconds)
                }
            }
            var answer = TunnelAnswer()
            while try !answer.isWhole {
                if let count = try stream.attemptRead(into: &answer.byte, 0..<1, .proxy) {
                    try answer.take(count)
                } else {
                    try await handle.wait(.read, .proxy, seconds: seconds)
                }
            }
            box.put(stream)
            return nil
        } catch {
            stream.close()
            return error.reason
        }
    }
}

/// A proxy's answer, read byte by byte: what follows its head is the origin's.
private struct TunnelAnswer {
    private static let limits = ResponseHeadParser.Limits(section: 16 * 1024)
    var byte: [UInt8] = [0]
    private var head: [UInt8] = []
    private var parser = ResponseHeadParser(limits: limits)

    mutating func take(_ count: Int) throws(HTTPClientError) {
        guard count > 0 else { throw HTTPClientError(.closed(.proxy)) }
        head += byte
    }

    /// Whether the proxy has agreed.
    var isWhole: Bool {
        mutating get throws(HTTPClientError) {
            let bytes = head
            do throws(HTTPResponseFault) {
                guard try parser.parse(bytes.span) else { return false }
            } catch {
                throw HTTPClientError(.malformedResponse(error))
            }
            guard !parser.head.isInterim else {
                self = TunnelAnswer()
                return false
            }
            guard 200..<300 ~= parser.head.status else {
                throw HTTPClientError(.proxy("it answered \(parser.head.status)"))
            }
            return true
        }
    }
}
