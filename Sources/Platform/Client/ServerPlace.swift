import HTTP
import Model

/// Where a server is: `http://localhost:8000`, with or without a path, or `unix:/run/apus.sock`.
package struct ServerPlace: Sendable, Hashable, CustomStringConvertible {
    private enum Kind: Hashable {
        case web(String)
        case socket(String)
    }

    private let kind: Kind

    /// Refuses what is no URL of a server.
    package init(_ text: String) throws(Failure) {
        if text.hasPrefix("unix:/") {
            kind = .socket(String(text.dropFirst("unix:".count)))
        } else {
            var base = text
            while base.hasSuffix("/") { base.removeLast() }
            kind = .web(base)
        }
        guard text.hasPrefix("unix:/") || !text.contains("?") && !text.contains("#") else {
            throw Failure(.invalid, "\"\(text)\" is no address of a server: leave out what follows its path.")
        }
        _ = try url("/")
    }

    package var description: String {
        switch kind {
        case .web(let base): base
        case .socket(let path): "unix:" + path
        }
    }

    func url(_ target: String) throws(Failure) -> HTTPURL {
        do throws(HTTPURLError) {
            switch kind {
            case .web(let base): return try HTTPURL(base + target)
            case .socket(let path): return try HTTPURL(unixSocket: path, target: target)
            }
        } catch {
            throw Failure(
                .invalid, "\"\(self)\" is no address of a server: write it as in http://localhost:8000.", cause: error)
        }
    }
}
