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
        /// The name of a thing, which may hold an encoded slash; written `{name/}`.
        case name(String)
        /// All that is left of the path; written `{path...}`, and only at the end.
        case rest(String)
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
        segments = Self.split(path).map { part in
            guard part.first == "{", part.last == "}" else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            if name.hasSuffix("...") { return .rest(String(name.dropLast(3))) }
            return name.hasSuffix("/") ? .name(String(name.dropLast())) : .parameter(String(name))
        }
    }

    /// The parts between slashes; the slash of `{name/}` is none.
    private static func split(_ path: String) -> [String] {
        path.split(separator: "/").reduce(into: []) { parts, part in
            if part == "}", let last = parts.popLast() { parts.append(last + "/}") } else { parts.append(String(part)) }
        }
    }

    /// The names in the path, in order.
    package var parameters: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name), .name(let name), .rest(let name): name
            }
        }
    }

    /// The template as OpenAPI writes it.
    package var path: String {
        let parts = segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .parameter(let name), .name(let name), .rest(let name): "/{" + name + "}"
            }
        }
        return parts.isEmpty ? "/" : parts.joined()
    }
}
