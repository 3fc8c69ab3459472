import Memory

extension Node {
    var codingPath: [any CodingKey] { steps().map(PathKey.init) }

    func keyed<Key: CodingKey>(by type: Key.Type) throws(JSONError) -> KeyedDecodingContainer<Key> {
        guard slot.kind == .object || isDefault else { throw mismatch("an object") }
        guard let keys = view.keys(Key.self, .reading, place: index) else {
            return KeyedDecodingContainer(ObjectReader<Key>(self, nil))
        }
        return keys.container { first($0) }
    }
    /// Makes the container that is kept.
    @inline(never) private func first<Key: CodingKey>(_ keys: KeptKeys) -> KeyedDecodingContainer<Key> {
        let container = KeyedDecodingContainer(ObjectReader<Key>(self, keys))
        return keys.keep(container) ? container : KeyedDecodingContainer(ObjectReader<Key>(self, nil))
    }
    func unkeyed() throws(JSONError) -> ArrayReader {
        let kind = slot.kind
        guard kind == .array || kind == .text || kind == .texts || isDefault else { throw mismatch("an array") }
        return ArrayReader(node: self)
    }

    /// The value as a `Decodable` type. Whatever the type throws becomes an error that says where.
    package func decode<Value: Decodable>(_ type: Value.Type) throws(JSONError) -> Value {
        if Value.self == String.self { return sameType(try string(), as: type) }
        if Value.self == Double.self { return sameType(try number(), as: type) }
        do { return try Value(from: NodeDecoder(node: self)) } catch { throw refusal(error) }
    }

    @inline(never) private func refusal(_ error: any Error) -> JSONError {
        switch error {
        case let error as JSONError:
            return error
        case DecodingError.dataCorrupted(let context):
            return fault(.refused(context.debugDescription))
        case DecodingError.keyNotFound(let key, _):
            return missing(key.stringValue)
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            return fault(.refused(context.debugDescription))
        default:
            return fault(.refused("\(error)"))
        }
    }

    func float() throws(JSONError) -> Float {
        let wide = try number()
        let value = Float(wide)
        guard value.isFinite || !wide.isFinite else { throw fault(.outOfRange("Float")) }
        return value
    }
}
