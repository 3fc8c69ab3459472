import Sockets

/// The address of a resource that is reached by HTTP: what RFC 3986 and RFC 9110 §4.2 allow, and no more.
///
/// The host is lower case and either a name, a dotted IPv4 address or an IPv6 address; numbers that only look like an
/// address (`127.1`, `0x7f.1`, `2130706433`) are refused, because resolvers disagree about them. The fragment, which
/// never travels, is dropped. `http+unix://%2Frun%2Fapus.sock/path` names a Unix socket.
package struct HTTPURL: Sendable, Hashable {
    package enum Scheme: Sendable, Hashable { case http, https }

    /// Where a connection goes; requests to the same origin may share one.
    package struct Origin: Sendable, Hashable {
        package let scheme: Scheme
        package let host: Host
        package let port: UInt16
    }

    package enum Host: Sendable, Hashable {
        case name(String)
        case ip(IPAddress)
        /// The path of a Unix socket.
        case unix(String)
    }

    /// Name and password as written before the host. Only a URL that was asked to may have them.
    package struct UserInfo: Sendable, Hashable {
        package let user: String
        package let password: String
    }

    package let origin: Origin
    package let userInfo: UserInfo?
    /// Path and query as they travel; it begins with a slash.
    package let target: [UInt8]
    /// Host and port as the Host field states them; the scheme's own port is left out.
    package let authority: [UInt8]

    package var scheme: Scheme { origin.scheme }
    package var host: String { origin.host.text }
    package var port: UInt16 { origin.port }
    package var path: ArraySlice<UInt8> { target.prefix { $0 != UInt8(ascii: "?") } }
    package var query: ArraySlice<UInt8>? {
        target.firstIndex(of: UInt8(ascii: "?")).map { target[($0 + 1)...] }
    }

    init(origin: Origin, userInfo: UserInfo? = nil, target: [UInt8]) {
        self.origin = origin
        self.userInfo = userInfo
        self.target = target
        authority = origin.authority
    }

    package init(_ text: String, userInfo: UserInfoRule = .refused) throws(HTTPURLError) {
        try self.init(bytes: Array(text.utf8), userInfo: userInfo)
    }

    /// The resource behind a Unix socket.
    package init(unixSocket path: String, target: String = "/") throws(HTTPURLError) {
        let origin = Origin(scheme: .http, host: .unix(path), port: 80)
        var reader = HTTPURLReader(Array(target.utf8))
        self.init(origin: origin, target: try reader.target())
    }

    package enum UserInfoRule: Sendable { case refused, allowed }

    /// The same resource with another path and query.
    package func with(target: String) throws(HTTPURLError) -> HTTPURL {
        var reader = HTTPURLReader(Array(target.utf8))
        return HTTPURL(origin: origin, userInfo: userInfo, target: try reader.target())
    }
}

/// Why a text is not a URL that can be asked for.
package enum HTTPURLError: Error, Sendable, Equatable {
    case empty, tooLong, scheme, userInfo, host, port, character(at: Int), escape(at: Int)
}

extension HTTPURLError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "the URL is empty"
        case .tooLong: "the URL is longer than 8 KiB"
        case .scheme: "the URL must begin with http:// or https://"
        case .userInfo: "the URL must not hold a user name or password"
        case .host: "the URL's host is neither a name nor an IP address"
        case .port: "the URL's port must be between 1 and 65535"
        case .character(let place): "the URL holds a character that must be percent-encoded, at byte \(place)"
        case .escape(let place): "the URL holds a % that two hexadecimal digits do not follow, at byte \(place)"
        }
    }
}

extension HTTPURL: CustomStringConvertible {
    /// Without user name and password, so that it can be logged.
    package var description: String {
        "\(origin)\(String(decoding: target, as: UTF8.self))"
    }
}

extension HTTPURL.Host {
    package var text: String {
        switch self {
        case .name(let text), .unix(let text): text
        case .ip(let address): "\(address)"
        }
    }
}

extension HTTPURL.Scheme {
    package var defaultPort: UInt16 { self == .http ? 80 : 443 }
}

extension HTTPURL.Origin: CustomStringConvertible {
    /// RFC 9110 §7.2: host and port of the target; a Unix socket has none, and by custom says `localhost`.
    var authority: [UInt8] {
        var bytes: [UInt8] = []
        switch host {
        case .name(let text): bytes += text.utf8
        case .ip(let address): bytes += (address.isIPv6 ? "[\(address)]" : "\(address)").utf8
        case .unix: bytes += "localhost".utf8
        }
        if port != scheme.defaultPort { bytes += ":\(port)".utf8 }
        return bytes
    }

    package var description: String {
        if case .unix(let path) = host { return "unix:\(path)" }
        return "\(scheme == .http ? "http" : "https")://\(String(decoding: authority, as: UTF8.self))"
    }
}
