/// A method and a path template such as `/experiments/{experiment}/runs`, below the base of its wire form.
package struct Route: Sendable, Hashable {
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    package let method: Method
    package let segments: [Segment]

    package static func get(_ path: String) -> Route { Route(.get, path) }
    package static func post(_ path: String) -> Route { Route(.post, path) }
    package static func put(_ path: String) -> Route { Route(.put, path) }
    package static func patch(_ path: String) -> Route { Route(.patch, path) }
    package static func delete(_ path: String) -> Route { Route(.delete, path) }

    package init(_ method: Method, _ path: String) {
        self.method = method
        segments = path.split(separator: "/").map { part in
            part.first == "{" && part.last == "}"
                ? .parameter(String(part.dropFirst().dropLast()))
                : .literal(String(part))
        }
    }

    /// The names in the path, in order.
    package var parameters: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    package var path: String {
        let parts = segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .parameter(let name): "/{" + name + "}"
            }
        }
        return parts.isEmpty ? "/" : parts.joined()
    }
}
