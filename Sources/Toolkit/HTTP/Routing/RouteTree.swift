import Memory

/// The tree under a router: it knows routes by number only, so that it is compiled once for all kinds of value.
@usableFromInline struct RouteTree: Sendable {
    @usableFromInline enum End: Sendable { case route(Int), methods(MethodSet), missing, refused(Refusal) }

    private struct Node: Sendable {
        /// The literals that lead on, in the order of their keys.
        var keys: [UInt64] = []
        var literals: [[UInt8]] = []
        var children: [Int] = []
        var parameter: Int?
        var rest: Int?
        var methods: MethodSet = []
        /// The route by method; -1 for none.
        var routes = InlineArray<7, Int>(repeating: -1)
    }

    private var nodes = [Node()]
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
                at = nodes[at].parameter ?? grow { $0.nodes[at].parameter = $1 }
            case .rest: at = nodes[at].rest ?? grow { $0.nodes[at].rest = $1 }
            }
        }
        let route = slashes.count
        slashes.append(allowed)
        nodes[at].methods.insert(MethodSet(method))
        nodes[at].routes[Int(method.rawValue)] = route
        guard method == .get, !nodes[at].methods.contains(.head) else { return }
        nodes[at].methods.insert(MethodSet(.head))
        nodes[at].routes[Int(Method.head.rawValue)] = route
    }

    private mutating func grow(_ link: (inout RouteTree, Int) -> Void) -> Int {
        nodes.append(Node())
        link(&self, nodes.count - 1)
        return nodes.count - 1
    }

    private mutating func child(of at: Int, _ literal: [UInt8]) -> Int {
        if let found = nodes[at].literals.firstIndex(of: literal) { return nodes[at].children[found] }
        let key = Self.key(literal.span)
        nodes.append(Node())
        let place = nodes[at].keys.firstIndex { $0 > key } ?? nodes[at].keys.count
        nodes[at].keys.insert(key, at: place)
        nodes[at].literals.insert(literal, at: place)
        nodes[at].children.insert(nodes.count - 1, at: place)
        return nodes.count - 1
    }

    /// The first eight bytes and the length, which tell nearly all segments apart.
    private static func key(_ segment: Span<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        for i in 0..<min(8, segment.count) { key = key << 8 | UInt64(segment[i]) }
        return key ^ UInt64(truncatingIfNeeded: segment.count) << 57
    }

    // MARK: Finding

    @usableFromInline func find(_ method: Method, _ parameters: inout PathParameters) -> End {
        let count = parameters.bytes.count
        guard parameters.bytes.first == 0x2F else {
            return method == .options && count == 1 && parameters.bytes.first == 0x2A ? .methods(.all) : .missing
        }
        if count == 1 { return finish(0, method, parameters) }
        var isDecoded = false
        do {
            if let decoded = try PathDecoder.decode(parameters.bytes.span) {
                parameters.bytes = decoded[...]
                isDecoded = true
            }
        } catch { return .refused(error) }
        var search = Search(method: method, isDecoded: isDecoded)
        let found = descend(0, 1, &search, &parameters)
        if isDecoded { parameters.settle() }
        if let found { return .route(found) }
        if search.isBlocked { return .refused(.malformed("This part of the path must not hold an encoded slash.")) }
        return search.methods.isEmpty ? .missing : .methods(search.methods)
    }

    /// What a search gathers on its way.
    private struct Search {
        let method: Method
        let isDecoded: Bool
        var methods: MethodSet = []
        var isBlocked = false
    }

    private func finish(_ at: Int, _ method: Method, _ parameters: PathParameters) -> End {
        let route = nodes[at].routes[Int(method.rawValue)]
        return route >= 0 ? .route(route) : nodes[at].methods.isEmpty ? .missing : .methods(nodes[at].methods)
    }

    /// Literals first, then a parameter, then the rest; a way that ends without a route is taken back.
    private func descend(_ at: Int, _ start: Int, _ search: inout Search, _ parameters: inout PathParameters) -> Int? {
        guard start <= parameters.bytes.count else { return end(at, &search, parameters) }
        let separator = search.isDecoded ? PathDecoder.separator : 0x2F
        let end = parameters.bytes.span.firstIndex(of: separator, from: start) ?? parameters.bytes.count
        guard end > start else { return nil }
        if let child = literal(at, parameters.bytes.span.extracting(start..<end)),
            let found = descend(child, end + 1, &search, &parameters)
        {
            return found
        }
        let count = parameters.count
        if let child = nodes[at].parameter {
            if search.isDecoded { parameters.pushDecoded(start..<end) } else { parameters.push(start..<end) }
            if let found = descend(child, end + 1, &search, &parameters) { return found }
            parameters.drop(to: count)
        }
        if let child = nodes[at].rest, Self.isWhole(parameters.bytes.span, start, separator) {
            let rest = start..<parameters.bytes.count
            if search.isDecoded { parameters.pushDecoded(rest) } else { parameters.push(rest) }
            if let found = self.end(child, &search, parameters) { return found }
            parameters.drop(to: count)
        }
        return nil
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

    private func end(_ at: Int, _ search: inout Search, _ parameters: PathParameters) -> Int? {
        let route = nodes[at].routes[Int(search.method.rawValue)]
        guard route >= 0 else {
            search.methods.formUnion(nodes[at].methods)
            return nil
        }
        guard parameters.slashes & ~slashes[route] == 0 else {
            search.isBlocked = true
            return nil
        }
        return route
    }

    private func literal(_ at: Int, _ segment: Span<UInt8>) -> Int? {
        let key = Self.key(segment)
        var low = 0
        var high = nodes[at].keys.count
        while low < high {
            let middle = (low + high) / 2
            if nodes[at].keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        while low < nodes[at].keys.count, nodes[at].keys[low] == key {
            if segment.count <= 8 || segment.equals(nodes[at].literals[low]) { return nodes[at].children[low] }
            low += 1
        }
        return nil
    }
}
