/// A collection, whose schema follows from its elements'.
protocol SchemaCollection {
    static func read(by reader: SchemaReader) throws -> (Schema, Any)
}

extension SchemaReader {
    /// The schema of what a collection holds, of which no value is needed.
    fileprivate func element<Value>(_ type: Value.Type) throws -> Schema {
        guard let type = type as? any Decodable.Type else { throw Unreadable(type: "\(type)", reason: "not decodable") }
        return try elementSchema(type)
    }

    private func elementSchema<Value: Decodable>(_ type: Value.Type) throws -> Schema {
        try reference(to: type) ?? schema(of: type)
    }
}

extension Array: SchemaCollection {
    static func read(by reader: SchemaReader) throws -> (Schema, Any) {
        (.array(of: try reader.element(Element.self)), Self())
    }
}

extension Set: SchemaCollection {
    static func read(by reader: SchemaReader) throws -> (Schema, Any) {
        (.array(of: try reader.element(Element.self)), Self())
    }
}

extension Dictionary: SchemaCollection {
    static func read(by reader: SchemaReader) throws -> (Schema, Any) {
        guard Key.self == String.self else {
            throw SchemaReader.Unreadable(type: "\(Self.self)", reason: "its keys are no texts")
        }
        return (.map(of: try reader.element(Value.self)), Self())
    }
}
