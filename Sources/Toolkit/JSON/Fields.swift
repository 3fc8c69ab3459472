import Memory

/// The members of an object, read by name. The next member is tried first: most senders keep the order.
@usableFromInline package struct Fields: ~Copyable {
    @usableFromInline let node: Node
    @usableFromInline let end: Int
    @usableFromInline var next: Int

    @inlinable package init(_ node: Node) throws(JSONError) {
        let slot = node.slot
        guard slot.kind == .object else { throw node.mismatch("an object") }
        self.node = node
        end = slot.offset
        next = node.place &+ 2
    }

    /// The value called `name`.
    @inlinable @inline(__always) package mutating func find(_ name: StaticString) -> Node? {
        if next < end, isNamed(next, name) {
            let value = next &+ 1
            next = node.slot(behind: value)
            return Node(node.view, value)
        }
        return search(name)
    }

    @inlinable @inline(__always) func isNamed(_ i: Int, _ name: StaticString) -> Bool {
        let slot = node.slot(i)
        return slot.kind == .string && node.view.isEqual(at: slot.offset, count: slot.count, to: name)
    }

    @inline(never) @usableFromInline mutating func search(_ name: StaticString) -> Node? {
        var i = node.place &+ 2
        while i < end {
            if isNamed(i, name) {
                next = node.slot(behind: i &+ 1)
                return Node(node.view, i &+ 1)
            }
            i = node.slot(behind: i &+ 1)
        }
        guard node.rules.contains(.camelCaseNames) else { return nil }
        return node.searchCamelCase(name.description)
    }

    /// Reads the member called `name`; one that is not there reads as what its type says of that.
    @inlinable package subscript<Value: JSONReadable>(_ name: StaticString) -> Value {
        mutating get throws(JSONError) {
            guard let value = find(name) else { return try absent(name) }
            return try Value(value)
        }
    }

    @inline(never) @usableFromInline func absent<Value: JSONReadable>(_ name: StaticString) throws(JSONError) -> Value {
        if let value = Value.absent { return value }
        guard node.rules.contains(.absentIsDefault) else { throw node.missing(name.description) }
        do throws(JSONError) { return try Value(Node(node.view, 0)) } catch { throw node.missing(name.description) }
    }
}

/// An object that reads its fields by hand.
@usableFromInline package protocol JSONRecord: JSONReadable {
    init(from fields: inout Fields) throws(JSONError)
}

extension JSONRecord {
    @inlinable package init(_ node: Node) throws(JSONError) {
        var fields = try Fields(node)
        try self.init(from: &fields)
    }
}

extension Array: JSONReadable where Element: JSONReadable {
    @inlinable package init(_ node: Node) throws(JSONError) {
        let slot = node.slot
        self = []
        guard slot.kind == .array else {
            try append(texts: node)
            return
        }
        reserveCapacity(slot.count)
        var i = node.place &+ 1
        while i < slot.offset {
            append(try Element(Node(node.view, i)))
            i = node.slot(behind: i)
        }
    }

    @inline(never) @usableFromInline mutating func append(texts node: Node) throws(JSONError) {
        let kind = node.slot.kind
        guard kind == .text || kind == .texts else {
            if node.isDefault { return }
            throw node.mismatch("an array")
        }
        var i = node.firstText
        while i < UInt32.max {
            append(try Element(Node(node.view, i)))
            i = node.text(behind: i)
        }
    }
}
