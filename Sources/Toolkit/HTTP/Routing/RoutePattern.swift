/// The shape of the paths that a route serves, such as `/experiments/{experiment}/runs`.
@usableFromInline package struct RoutePattern: Sendable, Hashable {
    package enum Segment: Sendable, Hashable {
        case literal(String)
        /// One segment. Only where `allowsSlash` may it hold an encoded slash: for names of things, never for paths.
        case parameter(String, allowsSlash: Bool)
        /// All segments that are left, at least one: for paths.
        case rest(String)
    }

    package let segments: [Segment]

    package init(_ segments: [Segment]) { self.segments = segments }

    /// Reads `{name}`, `{name*}` (which may hold an encoded slash) and, as the last segment, `{name...}`.
    package init(_ text: String) {
        segments = text.split(separator: "/").map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            if name.hasSuffix("...") { return .rest(String(name.dropLast(3))) }
            return name.hasSuffix("*")
                ? .parameter(String(name.dropLast()), allowsSlash: true) : .parameter(String(name), allowsSlash: false)
        }
    }

    /// The names of the parameters in their order.
    package var parameters: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name, _), .rest(let name): name
            }
        }
    }

    /// Whether some path has both shapes.
    package func overlaps(_ other: RoutePattern) -> Bool {
        for (mine, theirs) in zip(segments, other.segments) {
            switch (mine, theirs) {
            case (.rest, _), (_, .rest): return true
            case (.literal(let a), .literal(let b)) where a != b: return false
            default: continue
            }
        }
        return segments.count == other.segments.count
    }
}

extension RoutePattern: CustomStringConvertible {
    @usableFromInline package var description: String {
        segments.isEmpty
            ? "/"
            : segments.map { segment in
                switch segment {
                case .literal(let text): "/\(text)"
                case .parameter(let name, _): "/{\(name)}"
                case .rest(let name): "/{\(name)...}"
                }
            }.joined()
    }
}
