/// Finds what serves a path: a tree of path segments with a value at each method of each route.
///
/// No two routes of one method may match one path, so that no answer depends on their order. HEAD is served by GET.
package struct Router<Value: Sendable>: Sendable {
    @usableFromInline var tree = RouteTree()
    @usableFromInline var values: [Value] = []
    private var patterns: [(method: Method, pattern: RoutePattern)] = []

    package init() {}

    /// Serves what `pattern` matches; refuses a pattern that shares a path with another of the same method.
    package mutating func add(_ method: Method, _ pattern: RoutePattern, _ value: Value) throws(RouteConflict) {
        try RouteConflict.check(method, pattern, against: patterns)
        tree.add(method, pattern)
        patterns.append((method, pattern))
        values.append(value)
    }

    package mutating func add(_ method: Method, _ pattern: String, _ value: Value) throws(RouteConflict) {
        try add(method, RoutePattern(pattern), value)
    }

    /// What serves this path, which is given as it was sent.
    @inlinable package func route(_ method: Method, _ path: ArraySlice<UInt8>) -> Routing<Value> {
        var parameters = PathParameters(path)
        let end = tree.find(method, &parameters)
        switch end {
        case .route(let index): return .found(values[index], parameters)
        case .missing: return .missing
        case .methods(let methods):
            return method == .options ? .options(methods) : .notAllowed(methods)
        case .refused(let refusal): return .refused(refusal)
        }
    }

    @inlinable package func route(_ request: Request) -> Routing<Value> { route(request.method, request.path) }
}

/// Where a path leads.
package enum Routing<Value: Sendable>: Sendable {
    case found(Value, PathParameters)
    /// Nothing was declared for OPTIONS: the answer is 204 and `Allow`.
    case options(MethodSet)
    /// The path is served, but not for this method: 405 and `Allow`.
    case notAllowed(MethodSet)
    case missing
    case refused(Refusal)
}

/// Two routes that match one path.
package struct RouteConflict: Error, CustomStringConvertible {
    package let method: Method
    package let first: RoutePattern
    package let second: RoutePattern

    package var description: String { "\(method.name) \(first) and \(second) match the same path" }

    static func check(
        _ method: Method, _ pattern: RoutePattern, against others: [(method: Method, pattern: RoutePattern)]
    ) throws(RouteConflict) {
        for other in others where other.method == method && other.pattern.overlaps(pattern) {
            throw RouteConflict(method: method, first: other.pattern, second: pattern)
        }
    }
}
