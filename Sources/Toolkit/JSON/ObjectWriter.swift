import Memory

/// The members of an object, for a type's own `encode(to:)`.
struct ObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let container: OpenContainer

    var codingPath: [any CodingKey] { container.view.stepsOfEnd(from: 0).map(PathKey.init) }

    @inline(__always) private func name(_ key: Key) throws(JSONError) {
        try container.resume()
        container.view.separate()
        container.view.append(string: key.stringValue)
        container.view.append(UInt8(ascii: ":"))
    }

    /// Where a nested container or a superclass writes.
    private func nested(_ key: some CodingKey) -> TextEncoder {
        do throws(JSONError) { try container.resume() } catch { return container.view.refused() }
        container.view.separate()
        container.view.append(string: key.stringValue)
        container.view.append(UInt8(ascii: ":"))
        return TextEncoder(container.view, Int(container.depth))
    }

    mutating func encodeNil(forKey key: Key) throws {
        try name(key)
        container.view.append("null")
    }
    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try name(key)
        try TextEncoder(container.view, Int(container.depth)).write(value)
    }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { nested(PathKey(stringValue: "super")) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    mutating func encode(_ value: Bool, forKey key: Key) throws {
        try name(key)
        container.view.append(value ? "true" : "false")
    }
    mutating func encode(_ value: String, forKey key: Key) throws {
        try name(key)
        container.view.append(string: value)
    }
    mutating func encode(_ value: Double, forKey key: Key) throws {
        try name(key)
        try container.view.encode(value)
    }
    mutating func encode(_ value: Float, forKey key: Key) throws {
        try name(key)
        try container.view.encode(value)
    }
    mutating func encode(_ value: Int, forKey key: Key) throws {
        try name(key)
        container.view.append(decimal: Int64(value))
    }
    mutating func encode(_ value: Int64, forKey key: Key) throws {
        try name(key)
        container.view.append(decimal: value)
    }
    mutating func encode(_ value: Int8, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: Int16, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: Int32, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: Int128, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt8, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt16, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt32, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt64, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt128, forKey key: Key) throws {
        try name(key)
        container.view.encode(value)
    }
}
