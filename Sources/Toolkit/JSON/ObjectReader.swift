import Memory

/// The members of an object, for a type's own `init(from:)`.
struct ObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let own: Node
    /// Where the container is one that is kept: what says which object it is reading.
    private let keys: KeptKeys?

    init(_ node: Node, _ keys: KeptKeys?) {
        own = node
        self.keys = keys
    }

    private var node: Node {
        @inline(__always) get { keys.map { Node($0.view, Int($0.place)) } ?? own }
    }

    var codingPath: [any CodingKey] { node.codingPath }

    var allKeys: [Key] {
        var keys: [Key] = []
        let node = node
        let end = node.end
        var i = node.place + 2
        while i < end {
            let name = node.slot(i)
            if name.kind == .string, let key = Key(stringValue: node.view.string(at: name.offset, count: name.count)) {
                keys.append(key)
            }
            i = node.slot(behind: i + 1)
        }
        return keys
    }

    @inline(__always) private func find(_ key: Key) -> Node? {
        guard let keys, let name = keys.name(of: key) else { return spelled(key) }
        return Node(keys.view, Int(keys.place)).find(name) ?? otherSpelling(key)
    }
    /// Finds a member by a key whose name has not been met before.
    @inline(never) private func spelled(_ key: Key) -> Node? {
        let name = key.stringValue
        keys?.keep(name, of: key)
        return node.find(name)
    }
    @inline(never) private func otherSpelling(_ key: Key) -> Node? {
        node.rules.contains(.camelCaseNames) ? node.searchCamelCase(key.stringValue) : nil
    }
    @inline(__always) private func need(_ key: Key) throws(JSONError) -> Node {
        if let value = find(key) { return value }
        return try absent(key)
    }
    /// What stands for a member that is not there: an error, or by the rules the default.
    @inline(never) private func absent(_ key: Key) throws(JSONError) -> Node {
        guard node.rules.contains(.absentIsDefault) else { throw node.missing(key.stringValue) }
        return Node(node.view, 0)
    }
    @inline(__always) private func present(_ key: Key) -> Node? {
        guard let value = find(key), !value.isNull else { return nil }
        return value
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try need(key).isNull }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try need(key).boolean() }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try need(key).string() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try need(key).number() }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try need(key).float() }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { Int(try need(key).integer()) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try need(key).integer(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try need(key).integer(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try need(key).integer(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try need(key).integer() }
    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try need(key).integer(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try need(key).integer(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try need(key).integer(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try need(key).integer(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try need(key).integer(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try need(key).integer(type) }
    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try need(key).integer(type) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let value = try need(key)
        guard value.isAbsent else { return try value.decode(type) }
        // The default of a type that has none is refused by its own words; the name is known here alone.
        do throws(JSONError) { return try value.decode(type) } catch { throw node.missing(key.stringValue) }
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(key)?.boolean() }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try present(key)?.string() }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try present(key)?.number() }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try present(key).map { Int(try $0.integer()) }
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try present(key)?.integer() }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try present(key)?.decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try need(key).keyed(by: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try need(key).unkeyed()
    }
    func superDecoder() throws -> any Decoder {
        guard let value = node.find("super") else { throw node.missing("super") }
        return NodeDecoder(node: value)
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { NodeDecoder(node: try need(key)) }
}
