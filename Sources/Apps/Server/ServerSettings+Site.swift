import HTTP
import Settings

extension ServerSettings {
    /// The names that the server answers to, and the origins whose pages may change something.
    var site: SitePolicy {
        var hosts = SitePolicy.loopbackNames + allowedHosts
        var origins: [String] = []
        if let publicURL {
            let host = publicURL.host.lowercased()
            hosts.append(host.contains(":") ? "[\(host)]" : host)
            let port = publicURL.port.map { ":\($0)" } ?? ""
            origins.append("\(publicURL.scheme)://\(host.contains(":") ? "[\(host)]" : host)\(port)".lowercased())
        }
        return SitePolicy(hosts: hosts, origins: origins)
    }
}
