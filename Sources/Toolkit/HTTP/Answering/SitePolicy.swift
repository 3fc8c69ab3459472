/// Which names a server answers to, and which web pages may change something through a visitor's browser.
///
/// The name guards against pages that rebind their own to this address; the origin, against pages that send what the
/// browser then signs with the visitor's cookies or password. No origin is special, not even on this machine.
package struct SitePolicy: Sendable, Equatable {
    /// Host names in lower case without port; IPv6 addresses in brackets. `nil` answers to every name.
    package var hosts: [String]?
    /// Origins beside the server's own, such as `https://lab.example`, in lower case.
    package var origins: [String]

    package init(hosts: [String]?, origins: [String] = []) {
        self.hosts = hosts
        self.origins = origins
    }

    package static let loopbackNames = ["localhost", "127.0.0.1", "[::1]"]
}

/// The policy at work.
final class SiteGuard: Sendable {
    private let hosts: [[UInt8]]?
    private let origins: [[UInt8]]

    init(_ policy: SitePolicy) {
        hosts = policy.hosts?.map { Array($0.utf8) }
        origins = policy.origins.map { Array($0.utf8) }
    }

    /// Refuses a name that is not the server's (421), and a change that a foreign page asks for (403).
    func check(_ request: Request) throws(Refusal) {
        if !request.head.facts.contains(.knownHost) { try checkHost(request) }
        // What is safe is listed, what is not on the list is checked: no method is forgotten.
        guard !request.method.isSafe, !request.head.facts.isDisjoint(with: [.origin, .fetchSite]) else { return }
        guard isOwn(request) else {
            throw Refusal(.forbidden, "A page of another origin may not change anything here.")
        }
    }

    private func checkHost(_ request: Request) throws(Refusal) {
        guard let hosts else { return }
        // A name that HTTP/1.0 left out is none of ours either.
        let name = request.hostName
        for own in hosts where name.count == own.count && name.span.equalsFolded(own.span) { return }
        throw Refusal(.misdirectedRequest, "This server does not answer to the name in the Host field.")
    }

    private func isOwn(_ request: Request) -> Bool {
        let named = request.headers("origin")
        guard named.count <= 1 else { return false }
        if let origin = named.first {
            if origins.contains(where: { origin.span.equalsFolded($0.span) }) { return true }
            guard let authority = Self.authority(origin), authority.span.equalsFolded(request.host.span) else {
                return false
            }
        }
        return request.headers("sec-fetch-site").allSatisfy {
            $0.span.equals("same-origin") || $0.span.equals("none")
        }
    }

    /// What follows the scheme. The scheme itself may be another: a proxy may have taken TLS off.
    private static func authority(_ origin: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for scheme in ["http://", "https://"] where origin.starts(with: scheme.utf8) {
            return origin.dropFirst(scheme.utf8.count)
        }
        return nil
    }
}
