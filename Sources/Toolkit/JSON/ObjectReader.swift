import Memory

/// The members of an object, for a type's own `init(from:)`.
struct ObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let node: Node
    /// The slot behind the object; zero where there is none, and everything reads as its default.
    private let end: UInt32

    init(node: Node) {
        self.node = node
        let slot = node.slot
        end = slot.kind == .object ? UInt32(truncatingIfNeeded: slot.offset) : 0
    }

    var codingPath: [any CodingKey] { node.codingPath }

    var allKeys: [Key] {
        var keys: [Key] = []
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
        guard let i = node.find(key.stringValue, end: Int(end)) else { return nil }
        return Node(node.view, i)
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
        guard let i = node.find("super", end: Int(end)) else { throw node.missing("super") }
        return NodeDecoder(node: Node(node.view, i))
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { NodeDecoder(node: try need(key)) }
}
