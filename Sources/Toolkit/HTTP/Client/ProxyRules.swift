import Sockets

/// Which requests go through which proxy, as the environment of a process says it.
struct ProxyRules: Sendable {
    private var plain: HTTPURL?
    private var secure: HTTPURL?
    private var exceptions: [String] = []
    private var exceptsAll = false

    /// No proxy at all.
    init() {}

    init(through proxy: HTTPURL) {
        plain = proxy
        secure = proxy
    }

    /// Reads `http_proxy`, `HTTPS_PROXY`/`https_proxy` and `NO_PROXY`/`no_proxy`.
    ///
    /// `HTTP_PROXY` in upper case counts unless `REQUEST_METHOD` is set, which says that a web server made the
    /// environment from a request, field `Proxy` included (CVE-2016-5385).
    init(environment: [String: String]) throws(HTTPURLError) {
        let isCGI = environment["REQUEST_METHOD"] != nil
        plain = try Self.proxy(environment["http_proxy"] ?? (isCGI ? nil : environment["HTTP_PROXY"]))
        secure = try Self.proxy(environment["https_proxy"] ?? environment["HTTPS_PROXY"])
        for part in (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "").split(separator: ",") {
            var name = part.filter { $0 != " " }.lowercased()
            if name == "*" { exceptsAll = true }
            if name.hasPrefix("*.") { name.removeFirst() }
            if name.hasPrefix(".") { name.removeFirst() }
            if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
            if !name.isEmpty { exceptions.append(name) }
        }
    }

    /// A proxy is reached by plain HTTP; its scheme may be left out.
    private static func proxy(_ text: String?) throws(HTTPURLError) -> HTTPURL? {
        guard let text, !text.isEmpty else { return nil }
        let url = try HTTPURL(text.contains("://") ? text : "http://\(text)", userInfo: .allowed)
        guard url.scheme == .http else { throw .scheme }
        return url
    }

    var isUsed: Bool { plain != nil || secure != nil }

    /// The proxy for an origin; none for this machine itself.
    func proxy(for origin: HTTPURL.Origin) -> HTTPURL? {
        guard let proxy = origin.scheme == .https ? secure : plain, !exceptsAll else { return nil }
        let host = origin.host.text
        switch origin.host {
        case .unix: return nil
        case .ip(let ip): if ip.isLoopback { return nil }
        case .name: if host == "localhost" || host.hasSuffix(".localhost") { return nil }
        }
        for name in exceptions {
            if host == name || host.hasSuffix(".\(name)") || "\(host):\(origin.port)" == name { return nil }
        }
        return proxy
    }
}
