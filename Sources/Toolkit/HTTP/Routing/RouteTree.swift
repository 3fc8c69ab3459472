import Memory

/// The tree under a router: it knows routes by number only, so that it is compiled once for all kinds of value.
@usableFromInline struct RouteTree: Sendable {
    @usableFromInline enum End: Sendable {
        case route(Int), options(MethodSet), notAllowed(MethodSet), missing, refused(Refusal)
    }

    private struct Node: Sendable {
        var parameter: Int32?
        var rest: Int32?
        var methods: MethodSet = []
        /// The route by method; -1 for none.
        var routes = InlineArray<7, Int32>(repeating: -1)

        func route(_ method: Method) -> Int? {
            let route = routes[Int(method.rawValue)]
            return route < 0 ? nil : Int(route)
        }
    }

    private var nodes = [Node()]
    private var literals = LiteralTable()
    /// By route: which of its parameters may hold a slash, a bit each.
    private var slashes: [UInt8] = []

    @usableFromInline init() {}

    mutating func add(_ method: Method, _ pattern: RoutePattern) {
        var at = 0
        var allowed: UInt8 = 0
        var count = 0
        for segment in pattern.segments {
            switch segment {
            case .literal(let text): at = child(of: at, Array(text.utf8))
            case .parameter(_, let allowsSlash):
                if allowsSlash { allowed |= 1 << UInt8(truncatingIfNeeded: count) }
                count += 1
                at = child(of: at, \.parameter)
            case .rest: at = child(of: at, \.rest)
            }
        }
        let route = Int32(slashes.count)
        slashes.append(allowed)
        nodes[at].methods.insert(MethodSet(method))
        nodes[at].routes[Int(method.rawValue)] = route
        guard method == .get, !nodes[at].methods.contains(.head) else { return }
        nodes[at].methods.insert(MethodSet(.head))
        nodes[at].routes[Int(Method.head.rawValue)] = route
    }

    private mutating func child(of at: Int, _ way: WritableKeyPath<Node, Int32?>) -> Int {
        if let child = nodes[at][keyPath: way] { return Int(child) }
        nodes[at][keyPath: way] = Int32(nodes.count)
        nodes.append(Node())
        return nodes.count - 1
    }

    private mutating func child(of at: Int, _ literal: [UInt8]) -> Int {
        let key = literal.span.part(from: 0, until: 0x2F).key
        if let child = literals.child(of: at, literal.span, 0..<literal.count, key: key) { return child }
        literals.insert(nodes.count, from: at, literal, key: key)
        nodes.append(Node())
        return nodes.count - 1
    }

    // MARK: Finding

    /// The number of the route; -1 for none.
    @usableFromInline func found(_ request: Request, _ parameters: inout PathParameters) -> Int {
        if case .route(let index) = find(request, &parameters) { index } else { -1 }
    }

    @usableFromInline func find(_ request: Request, _ parameters: inout PathParameters) -> End {
        find(request.method, &parameters, isRegular: !request.head.facts.contains(.irregularPath))
    }

    /// `isRegular` says that there is nothing to decode in the path, and nothing to refuse.
    @usableFromInline func find(_ method: Method, _ parameters: inout PathParameters, isRegular: Bool) -> End {
        let count = parameters.bytes.count
        guard parameters.bytes.first == 0x2F else {
            return method == .options && count == 1 && parameters.bytes.first == 0x2A ? .options(.all) : .missing
        }
        var search = Search(method: method)
        if count == 1 { return outcome(end(0, &search, parameters), search) }
        do {
            if !isRegular, let decoded = try PathDecoder.decode(parameters.bytes.span) {
                parameters.bytes = decoded[...]
                search.isDecoded = true
            }
        } catch { return .refused(error) }
        let path = parameters.bytes
        let found = descend(0, path.span, 1, &search, &parameters)
        if search.isDecoded { parameters.settle() }
        return outcome(found, search)
    }

    private func outcome(_ found: Int?, _ search: Search) -> End {
        if let found { return .route(found) }
        if search.isBlocked { return .refused(.malformed("This part of the path must not hold an encoded slash.")) }
        if search.methods.isEmpty { return .missing }
        return search.method == .options ? .options(search.methods) : .notAllowed(search.methods)
    }

    /// What a search gathers on its way.
    private struct Search {
        let method: Method
        var isDecoded = false
        var methods: MethodSet = []
        var isBlocked = false

        var separator: UInt8 { isDecoded ? PathDecoder.separator : 0x2F }
    }

    /// Literals first, then a parameter, then the rest; a way that ends without a route is taken back. Where there is
    /// only one way, nothing is kept to come back to.
    private func descend(
        _ node: Int, _ path: Span<UInt8>, _ first: Int, _ search: inout Search, _ parameters: inout PathParameters
    ) -> Int? {
        var (at, start) = (node, first)
        while start <= path.count {
            let (end, key) = path.part(from: start, until: search.separator)
            guard end > start else { return nil }
            let count = parameters.count
            let literal = literals.child(of: at, path, start..<end, key: key)
            let (parameter, rest) = (nodes.span[at].parameter, nodes.span[at].rest)
            if let literal {
                if parameter == nil, rest == nil {
                    (at, start) = (literal, end + 1)
                    continue
                }
                if let found = descend(literal, path, end + 1, &search, &parameters) { return found }
                parameters.drop(to: count)
            }
            if let parameter {
                parameters.push(start..<end, of: path, isDecoded: search.isDecoded)
                if rest == nil {
                    (at, start) = (Int(parameter), end + 1)
                    continue
                }
                if let found = descend(Int(parameter), path, end + 1, &search, &parameters) { return found }
                parameters.drop(to: count)
            }
            guard let rest, Self.isWhole(path, start, search.separator) else { return nil }
            parameters.push(start..<path.count, of: path, isDecoded: search.isDecoded)
            if let found = self.end(Int(rest), &search, parameters) { return found }
            parameters.drop(to: count)
            return nil
        }
        return end(at, &search, parameters)
    }

    /// Whether no segment from there on is empty.
    private static func isWhole(_ path: Span<UInt8>, _ start: Int, _ separator: UInt8) -> Bool {
        var wasSeparator = true
        for i in start..<path.count {
            if path[i] == separator && wasSeparator { return false }
            wasSeparator = path[i] == separator
        }
        return !wasSeparator
    }

    private func end(_ at: Int, _ search: inout Search, _ parameters: borrowing PathParameters) -> Int? {
        guard let route = nodes.span[at].route(search.method) else {
            search.methods.formUnion(nodes.span[at].methods)
            return nil
        }
        guard parameters.slashes & ~slashes.span[route] == 0 else {
            search.isBlocked = true
            return nil
        }
        return route
    }
}
