/// Finds what serves a path: a tree of path segments with a value at each method of each route.
///
/// No two routes of one method may match one path, so that no answer depends on their order. HEAD is served by GET.
@usableFromInline package struct Router<Value: Sendable>: Sendable {
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

    /// What serves this path, which is given as it was sent, by the method.
    @inlinable package func route(_ method: Method, _ path: inout PathParameters) -> Routing<Value> {
        let end = tree.find(method, &path, isRegular: false)
        return outcome(end)
    }

    /// What serves a request, if anything does; `route` says what is wrong when nothing does.
    @inlinable package func found(_ request: Request, _ path: inout PathParameters) -> Value? {
        let index = tree.found(request, &path)
        return index < 0 ? nil : values[index]
    }

    /// What serves a request. Its parser, which read each byte of the path, knows whether there is anything to decode.
    @inlinable package func route(_ request: Request, _ path: inout PathParameters) -> Routing<Value> {
        let end = tree.find(request, &path)
        return outcome(end)
    }

    @inlinable func outcome(_ end: RouteTree.End) -> Routing<Value> {
        switch end {
        case .route(let index): .found(values[index])
        case .missing: .missing
        case .options(let methods): .options(methods)
        case .notAllowed(let methods): .notAllowed(methods)
        case .refused(let refusal): .refused(refusal)
        }
    }
}

/// Where a path leads; what it gives to the parameters of its route is in the path that was looked up.
@usableFromInline package enum Routing<Value: Sendable>: Sendable {
    case found(Value)
    /// Nothing was declared for OPTIONS: the answer is 204 and `Allow`.
    case options(MethodSet)
    /// The path is served, but not for this method: 405 and `Allow`.
    case notAllowed(MethodSet)
    case missing
    case refused(Refusal)
}

/// Two routes that match one path.
@usableFromInline package struct RouteConflict: Error, CustomStringConvertible {
    package let method: Method
    package let first: RoutePattern
    package let second: RoutePattern

    @usableFromInline package var description: String { "\(method.name) \(first) and \(second) match the same path" }

    static func check(
        _ method: Method, _ pattern: RoutePattern, against others: [(method: Method, pattern: RoutePattern)]
    ) throws(RouteConflict) {
        for other in others where other.method == method && other.pattern.overlaps(pattern) {
            throw RouteConflict(method: method, first: other.pattern, second: pattern)
        }
    }
}
