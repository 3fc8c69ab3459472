import Machine
import Sockets
import Synchronization

/// What the pools of one client share: its options, and what follows from them.
final class ClientSettings: Sendable {
    let options: HTTPClient.Options
    private let proxies: Result<ProxyRules, HTTPURLError>
    private let tls = Mutex<TLSClient?>(nil)

    init(_ options: HTTPClient.Options) {
        self.options = options
        proxies =
            switch options.proxy {
            case .environment:
                Result { () throws(HTTPURLError) in
                    try ProxyRules(environment: ThisProcess.environment)
                }
            case .none: .success(ProxyRules())
            case .through(let proxy): .success(ProxyRules(through: proxy))
            }
    }

    /// The proxy for an origin. A proxy that cannot be understood is an error, not a way round it.
    func proxy(for origin: HTTPURL.Origin) throws(HTTPClientError) -> HTTPURL? {
        switch proxies {
        case .success(let rules): return rules.isUsed ? rules.proxy(for: origin) : nil
        case .failure(let error):
            throw HTTPClientError(.proxy("the environment names one that cannot be used: \(error)"), at: origin)
        }
    }

    /// Made when it is first needed: reading the authorities takes a while, and most clients need none.
    private func tlsClient() throws(HTTPClientError) -> TLSClient {
        do {
            return try tls.withLock { tls throws(TLSError) in
                if let tls { return tls }
                let made = try TLSClient(authorities: options.authorities)
                tls = made
                return made
            }
        } catch {
            throw HTTPClientError(.tls(error.description))
        }
    }

    /// A connection to an origin on which requests can be sent: through the proxy, and secured, where that is due.
    func dial(
        _ origin: HTTPURL.Origin, on loop: EventLoop, within limit: Duration
    ) async throws(HTTPClientError) -> Stream {
        let proxy = try proxy(for: origin)
        var stream = try await connect(to: proxy?.origin ?? origin, on: loop, within: limit)
        guard origin.scheme == .https else { return stream }
        if let proxy {
            stream = try await Tunnel(origin, through: proxy).open(stream, within: options.timeouts.connect)
        }
        return try await secure(stream, for: origin, within: limit)
    }

    private func connect(
        to origin: HTTPURL.Origin, on loop: EventLoop, within limit: Duration
    ) async throws(HTTPClientError) -> Stream {
        var limits = Connector.Limits()
        limits.lookup = min(options.timeouts.lookup, limit)
        limits.connect = min(options.timeouts.connect, limit)
        let connector = Connector(limits: limits, rule: options.rule)
        do {
            switch origin.host {
            case .name(let name): return try await connector.connect(toHost: name, port: origin.port, on: loop)
            case .ip(let ip): return try await connector.connect(to: [.ip(ip, port: origin.port)], on: loop)
            case .unix(let path): return try await connector.connect(to: [.unix(path)], on: loop)
            }
        } catch {
            throw HTTPClientError(error, to: origin)
        }
    }

    private func secure(
        _ stream: consuming Stream, for origin: HTTPURL.Origin, within limit: Duration
    ) async throws(HTTPClientError) -> Stream {
        let tls: TLSClient
        do { tls = try tlsClient() } catch {
            stream.close()
            throw error
        }
        let host = origin.host.text, handle = stream.handle
        do throws(TLSError) {
            try stream.secure(by: tls, host: host, key: "\(host):\(origin.port)")
        } catch {
            stream.close()
            throw HTTPClientError(.tls(error.description), at: origin)
        }
        let seconds = min(options.timeouts.handshake, limit).secondsRoundedUp
        let box = StreamBox(stream)
        let result = await withTaskCancellationHandler {
            await box.finishHandshake(seconds: seconds)
        } onCancel: {
            handle.interrupt()
        }
        if let error = result {
            let reason: HTTPClientError.Reason =
                Task.isCancelled
                ? .cancelled : error.reason == .timedOut ? .timedOut(.handshake) : .tls(error.description)
            throw HTTPClientError(reason, at: origin)
        }
        guard let secured = box.take() else { throw HTTPClientError(.cancelled, at: origin) }
        return secured
    }
}

/// Holds a stream across a closure, which cannot hand out what cannot be copied.
final class StreamBox: Sendable {
    private let stream: Mutex<Stream?>

    init(_ stream: consuming Stream) { self.stream = Mutex(stream) }

    func take() -> Stream? { stream.withLock { $0.take() } }

    /// Why the handshake failed, after which there is no stream.
    func finishHandshake(seconds: Int) async -> TLSError? {
        guard let unsecured = take() else { return nil }
        do throws(TLSError) {
            put(try await unsecured.finishedHandshake(seconds: seconds))
            return nil
        } catch {
            return error
        }
    }

    func put(_ new: consuming Stream) {
        var new: Stream? = consume new
        stream.withLock { swap(&$0, &new) }
    }
}

extension Duration {
    /// Rounded up, and at least one.
    var secondsRoundedUp: Int {
        let (seconds, rest) = components
        return Int(clamping: max(1, rest > 0 ? seconds + 1 : seconds))
    }
}
