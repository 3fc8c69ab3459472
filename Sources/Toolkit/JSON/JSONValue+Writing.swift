import Memory

extension JSONValue: JSONWritable {
    @usableFromInline package func write(to writer: inout Writer) {
        switch self {
        case .null: writer.null()
        case .boolean(let value): writer.boolean(value)
        case .integer(let value): writer.integer(value)
        case .number(let value): writer.number(value)
        case .string(let value): writer.string(value)
        case .array(let values): values.write(to: &writer)
        case .object(let members):
            writer.openObject()
            for (name, value) in members {
                writer.name(name)
                value.write(to: &writer)
            }
            writer.closeObject()
        }
    }
}

extension JSONValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .boolean(let value): try value.encode(to: encoder)
        case .integer(let value): try value.encode(to: encoder)
        case .number(let value): try value.encode(to: encoder)
        case .string(let value): try value.encode(to: encoder)
        case .array(let values): try values.encode(to: encoder)
        case .object(let members):
            var container = encoder.container(keyedBy: PathKey.self)
            for (name, value) in members { try container.encode(value, forKey: PathKey(stringValue: name)) }
        }
    }
}

extension JSONValue {
    /// In which order the members of objects are written.
    package enum Order: Sendable { case kept, sorted }

    /// The value as text for people: two spaces a level, short forms for what is empty.
    package func pretty(_ order: Order = .kept, rules: JSONRules = .standard) throws(JSONError) -> String {
        var writer = Writer(rules)
        write(to: &writer, order, level: 0)
        return String(decoding: try writer.finish(), as: UTF8.self)
    }

    private func write(to writer: inout Writer, _ order: Order, level: Int) {
        switch self {
        case .array(let values) where !values.isEmpty:
            writer.openArray()
            for value in values {
                writer.element()
                writer.line(level + 1)
                value.write(to: &writer, order, level: level + 1)
            }
            writer.line(level)
            writer.closeArray()
        case .object(let object) where !object.isEmpty:
            writer.openObject()
            for (name, value) in order == .sorted ? object.sorted : object.members {
                writer.element()
                writer.line(level + 1)
                writer.string(name)
                writer.view.append(": ")
                value.write(to: &writer, order, level: level + 1)
            }
            writer.line(level)
            writer.closeObject()
        default: write(to: &writer)
        }
    }
}

extension Writer {
    fileprivate mutating func line(_ level: Int) {
        view.append(UInt8(ascii: "\n"))
        for _ in 0..<level { view.append("  ") }
    }
}

extension JSONValue: CustomStringConvertible {
    /// JSON text on one line, for logs and tests; what is not finite stands as a string.
    package var description: String {
        var writer = Writer(.notFiniteInStrings)
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
