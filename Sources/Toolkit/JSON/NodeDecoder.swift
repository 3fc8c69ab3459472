import Memory

/// A value of a document as a decoder: small enough to be an `any Decoder` without an allocation.
struct NodeDecoder: Decoder {
    let node: Node

    var codingPath: [any CodingKey] { node.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try node.keyed(by: type)
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try node.unkeyed() }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
}

extension NodeDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { node.isNull }
    func decode(_ type: Bool.Type) throws -> Bool { try node.boolean() }
    func decode(_ type: String.Type) throws -> String { try node.string() }
    func decode(_ type: Double.Type) throws -> Double { try node.number() }
    func decode(_ type: Float.Type) throws -> Float { try node.float() }
    func decode(_ type: Int.Type) throws -> Int { try node.integer(Int.self) }
    func decode(_ type: Int8.Type) throws -> Int8 { try node.integer(Int8.self) }
    func decode(_ type: Int16.Type) throws -> Int16 { try node.integer(Int16.self) }
    func decode(_ type: Int32.Type) throws -> Int32 { try node.integer(Int32.self) }
    func decode(_ type: Int64.Type) throws -> Int64 { try node.integer() }
    func decode(_ type: Int128.Type) throws -> Int128 { try node.integer(Int128.self) }
    func decode(_ type: UInt.Type) throws -> UInt { try node.integer(UInt.self) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try node.integer(UInt8.self) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try node.integer(UInt16.self) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try node.integer(UInt32.self) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try node.integer(UInt64.self) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try node.integer(UInt128.self) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try node.decode(type) }
}

/// A step of a coding path.
struct PathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ step: Node.Step) {
        switch step {
        case .name(let name): (stringValue, intValue) = (name, nil)
        case .element(let number): (stringValue, intValue) = ("Index \(number)", number)
        }
    }
    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
}
