import Memory

/// The members of an object, for a type's own `encode(to:)`.
struct ObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let own: OpenContainer
    /// Where the container is one that is kept: what says which object it is writing.
    private let keys: KeptKeys?

    init(_ container: OpenContainer, _ keys: KeptKeys?) {
        own = container
        self.keys = keys
    }

    private var container: OpenContainer {
        @inline(__always) get {
            keys.map { OpenContainer(view: $0.view, depth: $0.place, number: $0.number) } ?? own
        }
    }

    var codingPath: [any CodingKey] { container.view.stepsOfEnd(from: 0).map(PathKey.init) }

    /// Writes the name of a member; answers where its value goes.
    @inline(__always) private func name(_ key: Key) throws(JSONError) -> OpenContainer {
        let container = container
        if let name = keys?.name(of: key) { try container.write(name) } else { try spell(key, container) }
        return container
    }
    /// Writes a name that has not been met before.
    @inline(never) private func spell(_ key: Key, _ container: OpenContainer) throws(JSONError) {
        try container.resume()
        let name = key.stringValue
        keys?.keep(name, of: key)
        container.view.append(anyName: name)
    }

    /// Where a nested container or a superclass writes.
    private func nested(_ key: some CodingKey) -> TextEncoder {
        let container = container
        do throws(JSONError) { try container.resume() } catch { return container.view.refused() }
        container.view.append(anyName: key.stringValue)
        return TextEncoder(container.view, Int(container.depth))
    }

    mutating func encodeNil(forKey key: Key) throws {
        try name(key).view.append("null")
    }
    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        let container = try name(key)
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
        try name(key).view.append(value ? "true" : "false")
    }
    mutating func encode(_ value: String, forKey key: Key) throws {
        try name(key).view.append(string: value)
    }
    mutating func encode(_ value: Double, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: Float, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: Int, forKey key: Key) throws {
        try name(key).view.append(decimal: Int64(value))
    }
    mutating func encode(_ value: Int64, forKey key: Key) throws {
        try name(key).view.append(decimal: value)
    }
    mutating func encode(_ value: Int8, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: Int16, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: Int32, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: Int128, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: UInt, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: UInt8, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: UInt16, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: UInt32, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: UInt64, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
    mutating func encode(_ value: UInt128, forKey key: Key) throws {
        try name(key).view.encode(value)
    }
}
