import Memory

/// The values of an array, for a type's own `encode(to:)`.
struct ArrayWriter: UnkeyedEncodingContainer {
    let container: OpenContainer
    private(set) var count = 0

    init(container: OpenContainer) { self.container = container }

    var codingPath: [any CodingKey] { container.view.stepsOfEnd(from: 0).map(PathKey.init) }

    @inline(__always) private mutating func next() throws(JSONError) {
        try container.resume()
        container.view.separate()
        count &+= 1
    }

    private mutating func nested() -> TextEncoder {
        do throws(JSONError) { try next() } catch { return container.view.refused() }
        return TextEncoder(container.view, Int(container.depth))
    }

    mutating func encodeNil() throws {
        try next()
        container.view.append("null")
    }
    mutating func encode<Value: Encodable>(_ value: Value) throws {
        try next()
        try TextEncoder(container.view, Int(container.depth)).write(value)
    }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        nested().unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { nested() }

    mutating func encode(_ value: Bool) throws {
        try next()
        container.view.append(value ? "true" : "false")
    }
    mutating func encode(_ value: String) throws {
        try next()
        container.view.append(string: value)
    }
    mutating func encode(_ value: Double) throws {
        try next()
        try container.view.encode(value)
    }
    mutating func encode(_ value: Float) throws {
        try next()
        try container.view.encode(value)
    }
    mutating func encode(_ value: Int) throws {
        try next()
        container.view.append(decimal: Int64(value))
    }
    mutating func encode(_ value: Int64) throws {
        try next()
        container.view.append(decimal: value)
    }
    mutating func encode(_ value: Int8) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: Int16) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: Int32) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: Int128) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt8) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt16) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt32) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt64) throws {
        try next()
        container.view.encode(value)
    }
    mutating func encode(_ value: UInt128) throws {
        try next()
        container.view.encode(value)
    }
}
