/// What one type asked its decoder for.
final class SchemaRecord {
    private(set) var isObject = false
    private var properties: [Schema.Property] = []

    func begin() { isObject = true }

    func add(_ property: Schema.Property) {
        if !properties.contains(where: { $0.name == property.name }) { properties.append(property) }
    }

    func object(notes: Notes) -> Schema.Object {
        Schema.Object(
            properties.map { property in
                Schema.Property(
                    name: property.name, schema: property.schema, isRequired: property.isRequired,
                    note: notes[property.name])
            })
    }
}

/// A decoder that decodes nothing: it answers every question with a sample and writes down what was asked.
///
/// The synthesized `init(from:)` of a type asks for exactly its stored properties, so that one pass yields the
/// schema, and documentation cannot drift from what the server decodes.
struct SchemaProbe: Decoder {
    let reader: SchemaReader
    let record: SchemaRecord

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedDecodingContainer<Key> {
        record.begin()
        return KeyedDecodingContainer(ProbedContainer<Key>(reader: reader, record: record))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw refusal }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw refusal }

    private var refusal: SchemaReader.Unreadable {
        SchemaReader.Unreadable(type: "a type", reason: "it is no object and states no schema")
    }
}

private struct ProbedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let reader: SchemaReader
    let record: SchemaRecord

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (schema, sample) = try reader.read(type)
        record.add(Schema.Property(name: key.stringValue, schema: schema, isRequired: true))
        return sample
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        let schema = try reader.reference(to: type) ?? reader.schema(of: type)
        record.add(Schema.Property(name: key.stringValue, schema: schema, isRequired: false))
        return nil
    }

    // The standard library's own forms for simple types do not go through the generic one.
    func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { optional(type, key) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) -> Float? { optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { optional(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) -> Int32? { optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? { optional(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) -> UInt8? { optional(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) -> UInt16? { optional(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) -> UInt32? { optional(type, key) }

    private func optional<Leaf: SchemaLeaf>(_ type: Leaf.Type, _ key: Key) -> Leaf? {
        record.add(Schema.Property(name: key.stringValue, schema: type.schema, isRequired: false))
        return nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw refusal(key) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw refusal(key) }
    func superDecoder() throws -> any Decoder {
        throw SchemaReader.Unreadable(type: "a subclass", reason: "only structures are read")
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw refusal(key) }

    private func refusal(_ key: Key) -> SchemaReader.Unreadable {
        SchemaReader.Unreadable(type: key.stringValue, reason: "nested containers are not read")
    }
}
